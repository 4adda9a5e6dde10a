import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Client } from 'node-osc'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock } from '#flow/clock.ts'
import { openOsc } from '#osc/openOsc.ts'
import { openOscSocket } from '#osc/oscSocket.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { manualClock } from '#test/manualClock.ts'
import { fakeDesk } from './fakeDesk.ts'
import { bundle, fader } from './packets.ts'
import { openUdp } from './udp.ts'

test('a fader that is moved in another program moves the setting', async () => {
  await using show = await openShow()
  await using touch = await openUdp()
  await touch.send(show.port, Buffer.from('/strength\0\0\0,f\0\0\x3e\x80\x00\x00', 'latin1'))
  await eventually(() => show.desk.settings.current.strength === 0.25)
  assert.equal(show.desk.given[0]?.touch.by, 'osc 127.0.0.1')
})

test('node-osc is understood', async () => {
  await using show = await openShow()
  const client = new Client('127.0.0.1', show.port)
  await client.send('/prompt', 'a red fox', 'in the snow')
  await client.send('/num_inference_steps', 3)
  await client.send('/passthrough', true)
  await client.close()
  await eventually(() => show.desk.settings.current.passthrough)
  assert.equal(show.desk.settings.current.prompt, 'a red fox in the snow')
  assert.equal(show.desk.settings.current.numInferenceSteps, 3)
})

test('a bundle from Python is carried out at its moment', { skip: await hasNoPython() }, async () => {
  await using show = await openShow()
  const { stdout } = await promisify(execFile)('python3', ['-c', python, String(show.port)])
  await eventually(() => show.desk.said.length === 2)
  const [now, later] = show.desk.given
  assert.deepEqual(show.desk.said, ['prompt ein Fuchs im Grünen', 'strength 0.125'])
  assert.equal(now?.touch.atMono, undefined)
  const wallAt = Date.now() - performance.now() + (later?.touch.atMono ?? 0)
  assert.ok(Math.abs(wallAt - Number(stdout)) < 20, `${wallAt} is not ${stdout}`)
})

test('a port that is taken is told with the option that changes it', async () => {
  await using show = await openShow()
  await assert.rejects(openShow({ port: show.port }), (error) => {
    assert.ok(error instanceof OperatorError)
    assert.equal(error.code, 'PORT_IN_USE')
    assert.match(error.remedy, /--osc_port/)
    return true
  })
})

test('what is said at start says who is heard', async () => {
  const anybody = await openShow()
  assert.match(anybody.lines[0] ?? '', /^OSC at UDP 127\.0\.0\.1:\d+, heard from anywhere$/)
  await anybody.osc[Symbol.asyncDispose]()
  await using local = await openShow({ hasToken: true, feedback: 'localhost:9' })
  assert.match(
    local.lines[0] ?? '',
    /from this machine only, because there is a token; --osc_allow .* told to localhost:9$/,
  )
})

test('without --osc_allow, a token keeps others out, and this machine is no operator', async () => {
  await using show = await openShow({ hasToken: true })
  await using touch = await openUdp()
  await touch.send(show.port, fader('/strength', 0.5))
  await eventually(() => show.desk.given[0])
  assert.equal(show.desk.given[0]?.touch.isOperator, false)
})

test('a door can be closed twice, with bundles still waiting', async () => {
  await using show = await openShow()
  await using touch = await openUdp()
  await touch.send(show.port, bundle(Date.now() + 30_000, fader('/strength', 0.5)), fader('/seed', 2))
  await eventually(() => show.desk.said.length === 1)
  await show.osc[Symbol.asyncDispose]()
  await show.osc[Symbol.asyncDispose]()
})

test('a socket that fails is opened again on the same port', async () => {
  const clock = manualClock()
  const sockets: Socket[] = []
  const packets: string[] = []
  const create = (type: 'udp4' | 'udp6') => {
    const socket = createSocket(type)
    sockets.push(socket)
    return socket
  }
  const lines: string[] = []
  const log = {
    ...silentLog,
    warn: (line: string) => void lines.push(line),
    info: (line: string) => void lines.push(line),
  }
  const onPacket = (bytes: Buffer) => void packets.push(bytes.toString())
  await using open = await openOscSocket({ host: '127.0.0.1', port: 0, onPacket, clock, log, createSocket: create })
  await using touch = await openUdp()
  sockets[0]?.emit('error', new Error('network is down'))
  await eventually(async () => {
    await clock.advance(1000)
    return lines.length === 2
  })
  assert.deepEqual(lines, [
    `OSC is not heard on UDP port ${open.port} (network is down); it is opened again.`,
    `OSC is heard again on UDP port ${open.port}.`,
  ])
  await touch.send(open.port, Buffer.from('hello'))
  await eventually(() => packets[0] === 'hello')
})

const python = `
import socket, struct, sys, time
def pad(text):
    letters = text.encode()
    return letters + b'\\0' * (4 - len(letters) % 4)
at = time.time() + 0.25
strength = pad('/strength') + pad(',f') + struct.pack('>f', 0.125)
tag = struct.pack('>II', int(at) + 2208988800, int((at % 1) * 2**32))
bundle = b'#bundle\\0' + tag + struct.pack('>i', len(strength)) + strength
port = ('127.0.0.1', int(sys.argv[1]))
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.sendto(bundle, port)
sock.sendto(pad('/prompt') + pad(',s') + pad('ein Fuchs im Grünen'), port)
print(at * 1000)
`

async function hasNoPython(): Promise<string | false> {
  const version = promisify(execFile)('python3', ['--version'])
  return await version.then(
    () => false,
    () => 'needs python3',
  )
}

async function openShow(options: { port?: number; feedback?: string; allow?: string; hasToken?: boolean } = {}) {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const [desk, drops] = [fakeDesk(), new Drops()]
  const osc = await openOsc({
    ...{ host: '127.0.0.1', port: 0, feedback: '', allow: '', hasToken: false, ...options },
    ...{ desk, drops, clock: systemClock, log: { info: say, warn: say, error: say } },
  })
  return { desk, drops, lines, osc, port: osc.port, [Symbol.asyncDispose]: () => osc[Symbol.asyncDispose]() }
}
