import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fader, openRoom, page, slowGate } from './room.ts'

const CUES = `
sunset:
  seconds: 4
  curve: linear
  settings:
    prompt: a red sea
    strength: 1
    numInferenceSteps: 5
    passthrough: true
    jpegQuality: 60
noon:
  seconds: 2
  curve: linear
  settings:
    strength: 0
flash:
  settings:
    strength: 0.9
    prompt: a flash
`

test('numbers glide over the time of a cue, everything else switches at once', async (t) => {
  const { desk, settings, clock, events } = await openRoom(t, { cues: CUES, strength: 0, jpegQuality: 90 })

  const { did, changed } = await desk.recall('Sunset', page)
  const { prompt, numInferenceSteps, passthrough, strength } = settings.current
  assert.deepEqual([prompt, numInferenceSteps, passthrough, strength], ['a red sea', 5, true, 0])
  assert.equal(did, 'cue sunset, 4 s')
  assert.equal(changed.strength, 1)
  assert.ok(events[0] && 'changed' in events[0])
  assert.deepEqual(events[0].transition, { seconds: 4, curve: 'linear' })

  await clock.advance(2000)
  assert.ok(Math.abs(settings.current.strength - 0.5) < 0.02)
  assert.ok(Number.isInteger(settings.current.jpegQuality))
  await clock.advance(2000)
  assert.equal(settings.current.strength, 1)
  assert.equal(settings.current.jpegQuality, 60)
})

test('a cue on its way says how far it is', async (t) => {
  const { desk, clock } = await openRoom(t, { cues: CUES })
  assert.equal(desk.cueInProgress, undefined)

  await desk.recall('sunset', page)
  await clock.advance(1000)
  assert.deepEqual(desk.cueInProgress, { name: 'sunset', share: 0.25, secondsLeft: 3 })
  await clock.advance(3000)

  assert.equal(desk.cueInProgress, undefined)
})

test('another cue takes over from where the numbers stand', async (t) => {
  const { desk, settings, clock } = await openRoom(t, { cues: CUES, strength: 0 })
  await desk.recall('sunset', page)
  await clock.advance(2000)

  await desk.recall('noon', page)
  await clock.advance(1000)

  assert.equal(desk.cueInProgress?.name, 'noon')
  assert.ok(Math.abs(settings.current.strength - 0.25) < 0.02)
  await clock.advance(1000)
  assert.equal(settings.current.strength, 0)
})

test('a number that is taken in hand during a cue stays in the hand', async (t) => {
  const { desk, settings, clock } = await openRoom(t, { cues: CUES, strength: 0, jpegQuality: 90 })
  await desk.recall('sunset', page)
  await clock.advance(1000)

  await desk.command('strength', [0.05], fader)
  await clock.advance(5000)

  assert.equal(settings.current.strength, 0.05)
  assert.equal(settings.current.jpegQuality, 60)
})

test('a cue without a time is there at once, and a touch may bring its own time', async (t) => {
  const { desk, settings, clock } = await openRoom(t, { cues: CUES, strength: 0 })

  void desk.recall('flash', page)
  assert.equal(settings.current.strength, 0.9)
  assert.equal(desk.cueInProgress, undefined)

  await desk.recall('noon', { ...page, transition: { seconds: 10, curve: 'linear' } })
  await clock.advance(5000)
  assert.ok(Math.abs(settings.current.strength - 0.45) < 0.02)
})

test('a cue whose prompt is refused changes nothing', async (t) => {
  const { gate, refuse } = slowGate()
  const { desk, events } = await openRoom(t, { cues: CUES, gate })

  const recall = desk.recall('sunset', page)
  refuse('a red sea')

  await assert.rejects(recall, { code: 'PROMPT_REFUSED' })
  assert.deepEqual(events, [])
  assert.equal(desk.cueInProgress, undefined)
})

test('an older cue that comes late from the gate does not replace a newer one', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { cues: CUES, gate, strength: 0.5 })
  const older = desk.recall('flash', page)
  await desk.recall('noon', { ...page, transition: { seconds: 0, curve: 'linear' } })

  pass('a flash')

  await assert.rejects(older, { code: 'PROMPT_OVERTAKEN' })
  assert.equal(settings.current.strength, 0)
})

test('blend comes with the prompts it is meant for, and glides when the prompts stay', async (t) => {
  const cues =
    'other:\n  seconds: 4\n  settings:\n    prompt: new\n    blend: 1\nsame:\n  seconds: 4\n  settings:\n    blend: 0\n'
  const { desk, settings, clock } = await openRoom(t, { cues, prompt: 'old', secondPrompt: 'second' })

  await desk.recall('other', page)
  assert.equal(settings.current.blend, 1)
  await desk.recall('same', page)
  await clock.advance(2000)

  assert.ok(Math.abs(settings.current.blend - 0.5) < 0.02)
})

test('a cue that does not exist is answered with the nearest', async (t) => {
  const { desk } = await openRoom(t, { cues: CUES })

  await assert.rejects(desk.command('cue', ['sunzet'], page), { code: 'CUE_UNKNOWN', remedy: 'Did you mean sunset?' })
})

test('cues are made, recalled and removed by commands', async (t) => {
  const { desk, settings, said, clock } = await openRoom(t, { prompt: 'a fox', strength: 0.3, paused: true })

  const saved = await desk.command('cue/save', ['my', 'fox', 3], page)
  assert.equal(saved.did, 'cue my fox saved, 3 s')
  await desk.change({ prompt: 'a wolf', paused: false }, page)
  await desk.command('cue/my_fox', [1], fader)
  assert.equal(settings.current.prompt, 'a fox')
  assert.equal(settings.current.paused, false)

  await desk.command('cue/remove', ['my fox'], page)
  await assert.rejects(desk.recall('my fox', page), { code: 'CUE_UNKNOWN' })
  await clock.advance(500)
  assert.ok(
    said.some((line) => /^http 10.0.0.1: .*cue my fox saved.*cue my fox removed/.test(line)),
    said.join('\n'),
  )
})

test('a cue keeps what makes the picture, or what is named, and takes values that are given instead', async (t) => {
  const { desk } = await openRoom(t, { prompt: 'a fox', strength: 0.3, transitionSeconds: 5 })

  const whole = await desk.saveCue('whole', {})
  const part = await desk.saveCue('part', { names: ['strength', 'paused'], settings: { strength: 0.9 }, seconds: 1 })

  assert.equal(whole.settings.prompt, 'a fox')
  assert.equal('paused' in whole.settings, false)
  assert.deepEqual([whole.seconds, whole.curve], [5, 'ease'])
  assert.deepEqual(part, { name: 'part', seconds: 1, curve: 'ease', settings: { strength: 0.9, paused: false } })
  await assert.rejects(desk.saveCue('x', { names: ['nothing'] }), { code: 'SETTING_INVALID' })
})

test('a cue that is saved again keeps its time and curve', async (t) => {
  const { desk } = await openRoom(t, { cues: CUES })

  const { seconds, curve } = await desk.saveCue('sunset', {})

  assert.deepEqual([seconds, curve], [4, 'linear'])
})
