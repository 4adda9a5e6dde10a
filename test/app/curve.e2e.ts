import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Subscriber } from 'zeromq'
import { makeKeys } from '#app/keys.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { LOOP, PASSTHROUGH } from '#test/liveShow.ts'
import { pictureFolder } from '#test/pictureFolder.ts'
import { type Program, startServer, startWorker } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { readClientKeys } from '#wire/curveKeys.ts'

test('with --curve a machine whose key is known works, and pictures reach a viewer with a key', async (t) => {
  const { keys, ports, add } = await openCurveShow(t)
  await makeKeys({ folder: keys, client: 'atelier', dryRun: false })
  add(startWorker(ports, [...PASSTHROUGH, '--curve', '--keys', join(keys, 'for-atelier')]))
  const viewer = new Subscriber({ linger: 0, receiveTimeout: 8000, ...readClientKeys(keys) })
  t.after(() => viewer.close())
  viewer.connect(`tcp://127.0.0.1:${ports.output}`)
  viewer.subscribe()
  const [picture] = await viewer.receive()
  assert.ok((picture?.length ?? 0) > 100)
})

test('a machine with an unknown key is refused, named in the log, and let in as soon as its key is known', async (t) => {
  const { keys, ports, server, add } = await openCurveShow(t)
  const others = join(temporaryFolder(t), 'keys')
  await makeKeys({ folder: keys, client: 'stranger', dryRun: false })
  await makeKeys({ folder: others, client: '', dryRun: false })
  rmSync(join(keys, 'clients', 'stranger.pub'))
  const worker = add(startWorker(ports, [...PASSTHROUGH, '--curve', '--keys', join(keys, 'for-stranger')]))
  await eventually(() => /WARNING: .*(key|refused|let in)/i.test(server.said()), {
    withinMs: 8000,
    what: server.said(),
  })
  assert.doesNotMatch(server.said(), /is here/)
  await eventually(() => /WARNING/.test(worker.said()), { withinMs: 8000, what: 'a word to the worker' })
  rmSync(join(keys, 'for-stranger'), { recursive: true })
  await makeKeys({ folder: keys, client: 'friend', dryRun: false })
  add(startWorker(ports, [...PASSTHROUGH, '--curve', '--keys', join(keys, 'for-friend')]))
  await eventually(() => server.said().includes('is here'), { withinMs: 8000, what: 'the friend' })
})

test('a viewer without a key sees nothing of an encrypted show', async (t) => {
  const { keys, ports, add } = await openCurveShow(t)
  await makeKeys({ folder: keys, client: 'atelier', dryRun: false })
  add(startWorker(ports, [...PASSTHROUGH, '--curve', '--keys', join(keys, 'for-atelier')]))
  const viewer = new Subscriber({ linger: 0, receiveTimeout: 3000 })
  t.after(() => viewer.close())
  viewer.connect(`tcp://127.0.0.1:${ports.output}`)
  viewer.subscribe()
  await assert.rejects(viewer.receive(), { code: 'EAGAIN' })
})

test('--curve without keys says how to make them', async (t) => {
  const ports = await freePorts()
  await using server = startServer(ports, ['--curve', '--keys', join(temporaryFolder(t), 'none')])
  assert.equal((await server.ended).code, 2)
  assert.match(server.said(), /npx i2i keys/)
})

type CurveShow = {
  readonly keys: string
  readonly ports: Ports
  readonly server: Program
  add(program: Program): Program
}

/** An encrypted server without workers. */
async function openCurveShow(t: TestContext): Promise<CurveShow> {
  const keys = join(temporaryFolder(t), 'keys')
  await makeKeys({ folder: keys, client: '', dryRun: false })
  const ports = await freePorts()
  const directory = pictureFolder(t, { count: LOOP })
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const add = (program: Program) => closing.use(program)
  const server = add(startServer(ports, ['--directory', directory, '--resolution', '160', '--curve', '--keys', keys]))
  return { keys, ports, server, add }
}
