import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fader, openRoom, page, slowGate } from './room.ts'

test('the last change is taken back and done again, whoever made it', async (t) => {
  const { desk, settings } = await openRoom(t, { strength: 0.5, seed: 1 })
  await desk.change({ strength: 0.9, seed: 7 }, page)

  const { did } = await desk.command('undo', [], fader)
  assert.deepEqual([settings.current.strength, settings.current.seed], [0.5, 1])
  assert.equal(did, 'undo: strength 0.5, seed 1')

  await desk.redo(fader)
  assert.deepEqual([settings.current.strength, settings.current.seed], [0.9, 7])
})

test('with nothing to take back or to do again, that is said', async (t) => {
  const { desk } = await openRoom(t)

  await assert.rejects(desk.undo(page), { code: 'NOTHING_TO_UNDO', message: 'There is nothing to undo.' })
  await assert.rejects(desk.redo(page), { code: 'NOTHING_TO_UNDO', message: 'There is nothing to redo.' })
})

test('a fader that is moved without a rest is one step', async (t) => {
  const { desk, settings, clock } = await openRoom(t, { strength: 0.5 })
  for (let i = 0; i < 50; i++) {
    void desk.command('strength', [i / 50], fader)
    await clock.advance(100)
  }

  await desk.undo(page)

  assert.equal(settings.current.strength, 0.5)
})

test('after a rest of a second, from another door, or of another setting, it is another step', async (t) => {
  const { desk, settings, clock } = await openRoom(t, { strength: 0.5, opacity: 1 })
  await desk.change({ strength: 0.1 }, fader)
  await clock.advance(1001)
  await desk.change({ strength: 0.2 }, fader)
  await desk.change({ strength: 0.3 }, page)
  await desk.change({ opacity: 0.3 }, page)

  const states: number[][] = []
  for (let i = 0; i < 4; i++) {
    await desk.undo(page)
    states.push([settings.current.strength, settings.current.opacity])
  }

  assert.deepEqual(states, [
    [0.3, 1],
    [0.2, 1],
    [0.1, 1],
    [0.5, 1],
  ])
})

test('a change after taking back is a new way: what was taken back is forgotten', async (t) => {
  const { desk } = await openRoom(t)
  await desk.change({ strength: 0.1 }, page)
  await desk.undo(page)
  await desk.change({ opacity: 0.3 }, page)

  await assert.rejects(desk.redo(page), { code: 'NOTHING_TO_UNDO' })
})

test('a move after taking back the same fader is a step of its own', async (t) => {
  const { desk, settings, clock } = await openRoom(t, { strength: 0.5 })
  await desk.change({ strength: 0.1 }, page)
  await clock.advance(2000)
  await desk.change({ strength: 0.2 }, page)
  await desk.undo(page)
  await desk.change({ strength: 0.3 }, page)

  await desk.undo(page)

  assert.equal(settings.current.strength, 0.1)
})

test('a move right after doing something again is a step of its own', async (t) => {
  const { desk, settings } = await openRoom(t, { strength: 0.5 })
  await desk.change({ strength: 0.1 }, page)
  await desk.undo(page)
  await desk.redo(page)
  await desk.change({ strength: 0.2 }, page)

  await desk.undo(page)

  assert.equal(settings.current.strength, 0.1)
})

test('two cues in a moment are two steps', async (t) => {
  const cues = 'a:\n  settings:\n    strength: 0.1\nb:\n  settings:\n    strength: 0.2\n'
  const { desk, settings } = await openRoom(t, { cues })
  await desk.recall('a', page)
  await desk.recall('b', page)

  await desk.undo(page)

  assert.equal(settings.current.strength, 0.1)
})

test('a hundred steps are remembered', async (t) => {
  const { desk, settings } = await openRoom(t, { seed: 0 })
  for (let i = 1; i <= 120; i++) await desk.change({ seed: i }, { ...page, by: `http ${i}` })

  for (let i = 0; i < 100; i++) await desk.undo(page)

  assert.equal(settings.current.seed, 20)
  await assert.rejects(desk.undo(page), { code: 'NOTHING_TO_UNDO' })
})

test('where the source plays is not taken back, and a value that stays the same is no step', async (t) => {
  const { desk, settings } = await openRoom(t, { strength: 0.5, opacity: 1 })
  await desk.change({ strength: 0.1 }, page)
  await desk.command('scene', [1], page)
  await desk.command('progress', [0.4], page)
  await desk.change({ opacity: 1 }, page)

  await desk.undo(page)

  assert.equal(settings.current.strength, 0.5)
  assert.equal(settings.current.position, 0.4)
})

test('a prompt that was shown before is back at once, without the gate', async (t) => {
  const { gate, pass, waiting } = slowGate()
  const { desk, settings } = await openRoom(t, { gate, prompt: 'before' })
  const change = desk.change({ prompt: 'a fox' }, page)
  pass('a fox')
  await change

  void desk.undo(page)
  assert.equal(settings.current.prompt, 'before')
  void desk.redo(page)

  assert.equal(settings.current.prompt, 'a fox')
  assert.equal(waiting.size, 0)
})

test('a prompt that is still at the gate when another is taken back does not come after all', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate, prompt: 'before' })
  const first = desk.change({ prompt: 'a fox' }, page)
  pass('a fox')
  await first

  const late = desk.change({ prompt: 'late' }, page)
  await desk.undo(page)
  pass('late')

  await assert.rejects(late, { code: 'PROMPT_OVERTAKEN' })
  assert.equal(settings.current.prompt, 'before')
})

test('a cue is one step, with all that has moved', async (t) => {
  const { desk, settings, clock } = await openRoom(t, {
    cues: 'a:\n  seconds: 2\n  settings:\n    strength: 1\n    seed: 9\n',
    strength: 0.2,
  })
  await desk.change({ strength: 0.4 }, page)
  await desk.recall('a', page)
  await clock.advance(1000)

  await desk.undo(page)
  await clock.advance(5000)
  assert.deepEqual([settings.current.strength, settings.current.seed], [0.4, 0])
  assert.equal(desk.cueInProgress, undefined)

  await desk.redo(page)
  assert.deepEqual([settings.current.strength, settings.current.seed], [1, 9])
})
