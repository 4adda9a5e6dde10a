import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { commandDescriptions } from '#desk/commands.ts'
import { openCueBook } from '#desk/cueBook.ts'
import { openDesk } from '#desk/openDesk.ts'
import { systemClock } from '#flow/clock.ts'
import { openOsc } from '#osc/openOsc.ts'
import { openGate } from '#prompts/promptGate.ts'
import { SettingsStore } from '#settings/store.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { bundle, fader, float, int, message, text } from './packets.ts'
import { openUdp } from './udp.ts'

test('a show is played by OSC: prompts, blend, mode, scene, progress, seed', async (t) => {
  const { settings, play } = await openShow(t)
  await play(message('/prompt', 'ss', text('a red'), text('fox')), message('/prompt/1', 's', text('a whale')))
  assert.equal(settings.current.prompt, 'a red fox')
  assert.equal(settings.current.secondPrompt, 'a whale')
  await play(message('/blend', 'ssf', text('an owl'), text('an elk'), float(0.25)), fader('/blend_t', 0.75))
  assert.deepEqual([settings.current.prompt, settings.current.secondPrompt], ['an owl', 'an elk'])
  assert.equal(settings.current.blend, 0.75)
  await play(message('/mode', 's', text('soft')), message('/mode', 's', text('pattern')))
  assert.deepEqual([settings.current.numInferenceSteps, settings.current.strength], [3, 0.5])
  assert.equal(settings.current.mode, 'pattern')
  await play(message('/mode', 's', text('hard')))
  assert.deepEqual([settings.current.numInferenceSteps, settings.current.strength], [2, 0.7])
  await play(fader('/progress', 0.5), fader('/scene', 0))
  assert.deepEqual([settings.current.position, settings.current.paused], [0.5, true])
  await play(fader('/scene', 1))
  assert.deepEqual([settings.current.position, settings.current.paused], [0, false])
  await play(fader('/seed', 123), fader('/opacity', 2), fader('/passthrough', 1))
  const { seed, opacity, passthrough } = settings.current
  assert.deepEqual([seed, opacity, passthrough], [123, 1, true])
})

test('a cue is saved and recalled by OSC, and taken back', async (t) => {
  const { settings, play, heard } = await openShow(t)
  await play(fader('/strength', 0.25), message('/cue/save', 'si', text('Abendrot'), int(0)))
  await play(fader('/strength', 0.75))
  await play(fader('/cue/Abendrot', 1))
  assert.equal(settings.current.strength, 0.25)
  await play(message('/undo'))
  assert.equal(settings.current.strength, 0.75)
  await play(message('/cue', 's', text('abendrot')))
  assert.equal(settings.current.strength, 0.25)
  assert.ok(heard().includes('/strength'))
})

test('every address of the table is understood as its example says', async (t) => {
  const { play, drops } = await openShow(t)
  await play(message('/cue/save', 's', text('sunset')))
  for (const { example } of commandDescriptions.filter(
    ({ name }) => !['cue/remove', 'redo', 'weight/N'].includes(name),
  )) {
    const [name = '', ...words] = example.split(' ')
    await play(message(`/${name}`, 's'.repeat(words.length), ...words.map(text)))
  }
  assert.deepEqual(drops.snapshot(), {})
})

test('a bundle with a time tag is marked on the timeline of the frames', async (t) => {
  const { settings, udp, port, marks } = await openShow(t)
  const atMs = Date.now() + 150
  await udp.send(port, bundle(atMs, fader('/strength', 0.125), fader('/seed', 7)))
  await eventually(() => settings.current.seed === 7)
  assert.equal(settings.current.strength, 0.125)
  assert.equal(marks.length, 2)
  for (const mark of marks) assert.ok(Math.abs(mark + (Date.now() - performance.now()) - atMs) < 5)
})

async function openShow(t: TestContext) {
  const settings = new SettingsStore()
  const drops = new Drops()
  const marks: number[] = []
  const surroundings = { clock: systemClock, log: silentLog, signal: new AbortController().signal }
  const cues = await openCueBook({ path: join(temporaryFolder(t), 'cues.yaml'), ...surroundings })
  const timeline = { mark: (mono: number) => void marks.push(mono) }
  const desk = openDesk({ settings, gate: openGate, cues, timeline, ...surroundings })
  const udp = await openUdp()
  const feedback = `127.0.0.1:${udp.port}`
  const osc = await openOsc({
    host: '127.0.0.1',
    port: 0,
    feedback,
    allow: '',
    hasToken: false,
    desk,
    drops,
    ...surroundings,
  })
  t.after(async () => {
    for (const each of [osc, desk, cues, udp]) await each[Symbol.asyncDispose]()
  })
  let played = 0
  /** Sends packets one after the other, and waits until the last has been carried out. */
  const play = async (...packets: Buffer[]) => {
    const name = `mark ${played++}`
    await udp.send(osc.port, ...packets, message('/cue/save', 's', text(name)))
    await eventually(() => cues.all.some((cue) => cue.name === name))
  }
  return { settings, drops, marks, udp, port: osc.port, play, heard: () => udp.heard.map(({ address }) => address) }
}
