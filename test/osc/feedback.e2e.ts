import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '#flow/clock.ts'
import { openFeedback } from '#osc/openFeedback.ts'
import { openOsc } from '#osc/openOsc.ts'
import { defaultSettings, settingsFields } from '#settings/schema.ts'
import { SettingsStore } from '#settings/store.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { freeUdpPort } from '#test/freePorts.ts'
import { manualClock } from '#test/manualClock.ts'
import { fakeDesk } from './fakeDesk.ts'
import { fader, message } from './packets.ts'
import { openUdp } from './udp.ts'

const ALL = Object.keys(settingsFields).length

test('at start every setting is told once, under the name by which it is heard', async () => {
  await using desk = await openUdp()
  await using _show = await openShow([desk.port])
  await eventually(() => desk.heard.length === ALL)
  assert.deepEqual(told(desk, '/strength'), { kinds: ',f', value: defaultSettings.strength })
  assert.deepEqual(told(desk, '/opacity'), { kinds: ',f', value: 1 })
  assert.deepEqual(told(desk, '/num_inference_steps'), { kinds: ',i', value: defaultSettings.numInferenceSteps })
  assert.deepEqual(told(desk, '/fixed_seed'), { kinds: ',i', value: 1 })
  assert.deepEqual(told(desk, '/prompt'), { kinds: ',s', value: defaultSettings.prompt })
  assert.deepEqual(told(desk, '/more_prompts'), { kinds: ',s', value: '' })
})

test('a change through any door is told, to everybody who wants to know, within 100 ms', async () => {
  await using desk = await openUdp()
  await using other = await openUdp()
  await using show = await openShow([desk.port, other.port])
  await eventually(() => desk.heard.length === ALL && other.heard.length === ALL)
  desk.forget()
  other.forget()
  const started = performance.now()
  show.desk.settings.setAll(
    { strength: 0.125, seed: 4_000_000_000, morePrompts: '0.5 a cat\n1 ein Hänger' },
    { by: 'http' },
  )
  await eventually(() => desk.heard.length === 3 && other.heard.length === 3)
  const tookMs = performance.now() - started
  assert.deepEqual(told(desk, '/strength'), { kinds: ',f', value: 0.125 })
  assert.deepEqual(told(desk, '/seed'), { kinds: ',h', value: 4_000_000_000n })
  assert.deepEqual(told(other, '/more_prompts'), { kinds: ',s', value: '0.5 a cat\n1 ein Hänger' })
  // told within 50 ms; the rest is this busy machine
  assert.ok(tookMs < 300, `${tookMs} ms`)
})

test('of a setting that moves fast the newest value is told, not all of them', async () => {
  await using desk = await openUdp()
  await using show = await openShow([desk.port])
  await eventually(() => desk.heard.length === ALL)
  desk.forget()
  for (let i = 1; i <= 1000; i++) show.desk.settings.set('strength', i / 1000, { by: 'http' })
  await eventually(() => told(desk, '/strength')?.value === 1)
  assert.ok(desk.heard.length <= 2, `${desk.heard.length} messages`)
})

test('a fader that was pushed too far is told where it has to be', async () => {
  await using desk = await openUdp()
  await using show = await openShow([desk.port])
  await eventually(() => desk.heard.length === ALL)
  desk.forget()
  await desk.send(show.port, fader('/opacity', 1.5))
  await eventually(() => told(desk, '/opacity')?.value === 1)
})

test('/sync has all values told again', async () => {
  await using desk = await openUdp()
  await using show = await openShow([desk.port])
  await eventually(() => desk.heard.length === ALL)
  desk.forget()
  await desk.send(show.port, message('/sync'))
  await eventually(() => desk.heard.length === ALL)
})

test('a program that is not there yet is told everything when it comes, and one line says that it was away', async () => {
  const port = await freeUdpPort()
  await using show = await openShow([port])
  await eventually(() => show.lines.length === 2)
  assert.match(
    show.lines[1] ?? '',
    /^OSC feedback does not reach 127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\); it is tried again and again\.$/,
  )
  show.desk.settings.set('strength', 0.75, { by: 'http' })
  await using desk = await openUdp(port)
  await eventually(() => told(desk, '/strength')?.value === 0.75, { withinMs: 8000 })
  await eventually(() => desk.heard.length === ALL)
  assert.equal(show.lines.length, 2)
})

test('a host that does not exist is said once', async () => {
  await using show = await openShow([], 'does-not-exist.invalid:9000')
  await eventually(() => show.lines.length === 2, { withinMs: 20_000 })
  assert.match(show.lines[1] ?? '', /does not reach does-not-exist\.invalid:9000/)
})

test('a host that is away is tried again and again, less often with time, and said once', async () => {
  const clock = manualClock()
  const lines: string[] = []
  const triedAt: number[] = []
  const lookup = async () => {
    triedAt.push(clock.now())
    throw new Error('nobody knows that name')
  }
  const log = { ...silentLog, warn: (line: string) => void lines.push(line) }
  const [settings, drops, targets] = [new SettingsStore(), new Drops(), [{ host: 'away', port: 9000 }]]
  await using _feedback = openFeedback({ targets, settings, clock, log, drops, lookup })
  await clock.advance(20_000)
  assert.deepEqual(triedAt, [0, 1000, 3000, 7000, 12_000, 17_000])
  assert.deepEqual(lines, [
    'OSC feedback does not reach away:9000 (nobody knows that name); it is tried again and again.',
  ])
})

test('a name that takes forever to be found does not hold up the end', async () => {
  const settings = new SettingsStore()
  const lookup = () => new Promise<never>(() => undefined)
  const targets = [{ host: 'far-away', port: 9000 }]
  const feedback = openFeedback({ targets, settings, clock: systemClock, log: silentLog, drops: new Drops(), lookup })
  feedback.tellAll()
  await feedback[Symbol.asyncDispose]()
  await feedback[Symbol.asyncDispose]()
})

test('a text that fits into no packet is counted, and the others are told', async () => {
  await using desk = await openUdp()
  await using show = await openShow([desk.port])
  await eventually(() => desk.heard.length === ALL)
  desk.forget()
  const morePrompts = Array.from({ length: 6 }, () => ({ text: '狐'.repeat(4000), weight: 1 }))
  show.desk.settings.setAll({ morePrompts, strength: 0.5 }, { by: 'http' })
  await eventually(() => told(desk, '/strength'))
  assert.equal(show.drops.total('osc', 'too long to be told'), 1)
})

function told(desk: Awaited<ReturnType<typeof openUdp>>, address: string) {
  const found = desk.heard.findLast((each) => each.address === address)
  return found && { kinds: found.kinds, value: found.value }
}

async function openShow(ports: readonly number[], feedback = ports.map((port) => `127.0.0.1:${port}`).join(', ')) {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const [desk, drops] = [fakeDesk(), new Drops()]
  const osc = await openOsc({
    ...{ host: '127.0.0.1', port: 0, feedback, allow: '', hasToken: false, desk, drops, clock: systemClock },
    log: { info: say, warn: say, error: say },
  })
  return { desk, drops, lines, port: osc.port, [Symbol.asyncDispose]: () => osc[Symbol.asyncDispose]() }
}
