import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { commandDescriptions } from '#desk/commands.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { pick, seededRandom } from '#test/random.ts'
import { fader, openRoom, page, slowGate } from './room.ts'

test('with an open gate everything is set before the desk returns', async (t) => {
  const { desk, settings } = await openRoom(t)

  const change = desk.change({ prompt: 'a fox', strength: 0.2 }, page)
  assert.equal(settings.current.prompt, 'a fox')
  assert.equal(settings.current.strength, 0.2)

  const { changed, prompts, did } = await change
  assert.deepEqual(changed, { prompt: 'a fox', strength: 0.2 })
  assert.deepEqual(prompts, [{ given: 'a fox', used: 'a fox' }])
  assert.equal(did, 'prompt "a fox", strength 0.2')
})

test('what a fader sends while a prompt is being checked is set at once and in order', async (t) => {
  const { gate } = slowGate()
  const { desk, settings, events } = await openRoom(t, { gate })

  void desk.change({ prompt: 'a fox' }, page).catch(String)
  const values = [0.1, 0.2, 0.3, 0.25]
  for (const value of values) void desk.command('strength', [value], fader)

  assert.equal(settings.current.strength, 0.25)
  assert.deepEqual(
    events.map((event) => 'changed' in event && event.changed.strength),
    values,
  )
})

test('a prompt is set when the gate has let it through, as it was given', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate, prompt: 'before' })

  const change = desk.change({ prompt: '-f ein Fuchs', strength: 0.1 }, page)
  assert.equal(settings.current.prompt, 'before')
  pass('ein Fuchs')
  const { prompts } = await change

  assert.equal(settings.current.prompt, 'ein Fuchs')
  assert.deepEqual(prompts, [{ given: 'ein Fuchs', used: 'EIN FUCHS' }])
})

test('a refused prompt changes nothing, not even what came with it', async (t) => {
  const { gate, refuse } = slowGate()
  const { desk, events } = await openRoom(t, { gate })

  const change = desk.change({ prompt: 'a fox', strength: 0.1 }, page)
  refuse('a fox')

  await assert.rejects(change, { code: 'PROMPT_REFUSED' })
  assert.deepEqual(events, [])
})

test('a wrong value beside a prompt is refused before anybody checks the prompt', async (t) => {
  const { gate, waiting } = slowGate()
  const { desk } = await openRoom(t, { gate })

  await assert.rejects(desk.change({ prompt: 'a fox', strength: 7 }, page), { code: 'SETTING_INVALID' })
  await assert.rejects(desk.change({ prompt: 'a fox', strenght: 0.7 }, page), { message: /no setting "strenght"/ })
  assert.equal(waiting.size, 0)
})

test('the newest prompt wins, whatever the gate lets through first', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate })
  const older = desk.change({ prompt: 'older' }, page)
  const newer = desk.change({ prompt: 'newer' }, fader)

  pass('newer')
  await newer
  pass('older')

  await assert.rejects(older, { code: 'PROMPT_OVERTAKEN' })
  assert.equal(settings.current.prompt, 'newer')
})

test('a newer prompt that is refused overtakes nothing', async (t) => {
  const { gate, pass, refuse } = slowGate()
  const { desk, settings } = await openRoom(t, { gate })
  const older = desk.change({ prompt: 'older' }, page)
  const newer = desk.change({ prompt: 'newer' }, fader)

  refuse('newer')
  await assert.rejects(newer, { code: 'PROMPT_REFUSED' })
  pass('older')
  await older

  assert.equal(settings.current.prompt, 'older')
})

test('prompts in different places do not overtake each other', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate, prompt: 'before' })
  const all = ['prompt/0', 'prompt/1', 'prompt/2', 'prompt/3'].map((name, i) => desk.command(name, [`p${i}`], page))

  for (const text of ['p3', 'p1', 'p0', 'p2']) {
    pass(text)
    await turn()
  }
  await Promise.all(all)

  const { prompt, secondPrompt, morePrompts } = settings.current
  assert.deepEqual([prompt, secondPrompt, ...morePrompts.map(({ text }) => text)], ['p0', 'p1', 'p2', 'p3'])
  assert.deepEqual(
    morePrompts.map(({ weight }) => weight),
    [1, 1],
  )
})

test('a number that was moved while a prompt was checked stays where the hand has put it', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate })
  const slow = desk.change({ prompt: 'a fox', strength: 0.1, opacity: 0.5 }, page)

  await desk.command('strength', [0.9], fader)
  pass('a fox')
  const { changed } = await slow

  assert.equal(settings.current.strength, 0.9)
  assert.deepEqual(changed, { prompt: 'a fox', opacity: 0.5 })
})

test('a prompt that is shown already does not wait at the gate, and an empty one never does', async (t) => {
  const { gate, waiting, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate, prompt: 'a fox' })

  void desk.command('blend', ['a fox', 1, 0.25], fader)
  void desk.change({ secondPrompt: '' }, page)
  assert.equal(settings.current.blend, 0.25)
  assert.equal(waiting.size, 0)

  const forced = desk.change({ prompt: '-f a fox' }, page)
  pass('a fox')
  await forced
})

test('the prompt that is not wanted passes the gate as well', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings } = await openRoom(t, { gate })

  const change = desk.command('negative_prompt', ['text'], page)
  assert.equal(settings.current.negativePrompt, '')
  pass('text')
  await change

  assert.equal(settings.current.negativePrompt, 'text')
})

test('more prompts at the gate than anybody types are refused', async (t) => {
  const { gate } = slowGate()
  const { desk } = await openRoom(t, { gate })
  for (let i = 0; i < 16; i++) void desk.change({ prompt: `p${i}` }, page)

  await assert.rejects(desk.change({ prompt: 'one more' }, page), { code: 'RATE_LIMITED' })
})

test('a prompt that has left the gate makes room for others', async (t) => {
  const { gate, pass } = slowGate()
  const { desk } = await openRoom(t, { gate })

  for (let i = 0; i < 40; i++) {
    const change = desk.change({ prompt: `p${i}` }, page)
    pass(`p${i}`)
    await change
  }

  assert.equal(desk.settings.current.prompt, 'p39')
})

test('a prompt that asks to be taken unchecked always goes to the gate, even if it is shown as it is', async (t) => {
  const { gate, waiting } = slowGate()
  const { desk } = await openRoom(t, { gate, prompt: '-f a fox' })

  void desk.change({ prompt: '-f a fox' }, page)

  assert.deepEqual([...waiting.keys()], ['a fox'])
})

test('a prompt that passes the gate after the show has ended is not set', async (t) => {
  const { gate, pass } = slowGate()
  const { desk, settings, abort } = await openRoom(t, { gate, prompt: 'before' })
  const late = desk.change({ prompt: 'late' }, page)

  abort()
  pass('late')

  await assert.rejects(late, { code: 'NOT_READY' })
  assert.equal(settings.current.prompt, 'before')
})

test('a change for a certain moment is marked right before it is made', async (t) => {
  const { desk, events } = await openRoom(t)

  await desk.command('strength', [0.5], { ...fader, atMono: 1234 })

  assert.deepEqual(events[0], { mark: 1234 })
  assert.ok(events[1] && 'changed' in events[1])
})

test('numbers from a fader are brought into range, and those from a page are refused', async (t) => {
  const { desk, settings } = await openRoom(t)

  await desk.command('strength', [1.2], fader)
  assert.equal(settings.current.strength, 1)
  await assert.rejects(desk.command('strength', [1.2], page), { code: 'SETTING_INVALID' })
})

test('the transition of a touch goes with the change', async (t) => {
  const { desk, events } = await openRoom(t)
  const transition = { seconds: 3, curve: 'linear' } as const

  await desk.change({ prompt: 'a fox' }, { ...page, transition })

  assert.ok(events[0] && 'transition' in events[0])
  assert.deepEqual(events[0].transition, transition)
})

test('commands change what they say', async (t) => {
  const { desk, settings } = await openRoom(t)

  await desk.command('/prompt/2', ['an', 'owl'], page)
  await desk.command('/weight/2', [0.5], fader)
  await desk.command('/mode', ['soft'], page)
  await desk.command('/dice', [], page)
  const { did } = await desk.command('/passthrough', [], page)

  const { morePrompts, numInferenceSteps, strength, seed, passthrough } = settings.current
  assert.deepEqual(morePrompts, [{ text: 'an owl', weight: 0.5 }])
  assert.deepEqual([numInferenceSteps, strength, seed, passthrough], [3, 0.5, 2 ** 31, true])
  assert.equal(did, 'passthrough true')
})

test('a further prompt is taken away by an empty text', async (t) => {
  const { desk, settings } = await openRoom(t)
  await desk.command('prompt/2', ['an owl'], page)
  await desk.command('prompt/4', ['a bee'], page)

  await desk.command('prompt/2', [''], page)
  assert.deepEqual(settings.current.morePrompts.at(0), { text: '', weight: 0 })
  await desk.command('prompt/4', [''], page)

  assert.deepEqual(settings.current.morePrompts, [])
})

test('the history holds each prompt once, newest first, and no more than a hundred', async (t) => {
  const { desk } = await openRoom(t, { prompt: 'at the start' })
  assert.deepEqual(
    desk.promptHistory.map(({ text, by }) => [text, by]),
    [['at the start', 'start']],
  )

  await desk.change({ prompt: 'a' }, page)
  await desk.change({ prompt: 'b' }, fader)
  await desk.change({ prompt: 'a' }, fader)
  assert.deepEqual(
    desk.promptHistory.map(({ text, by }) => `${text} ${by}`),
    ['a osc 10.0.0.2', 'b osc 10.0.0.2', 'at the start start'],
  )

  for (let i = 0; i < 150; i++) await desk.change({ prompt: `p${i}` }, page)
  assert.equal(desk.promptHistory.length, 100)
  assert.equal(desk.promptHistory[0]?.text, 'p149')
})

test('changes are told with door and address, one line for what comes within half a second', async (t) => {
  const { desk, clock, said } = await openRoom(t)

  for (let i = 0; i <= 10; i++) void desk.command('strength', [i / 10], fader)
  void desk.change({ prompt: 'x'.repeat(300) }, page)
  await clock.advance(499)
  assert.deepEqual(said, [])
  await clock.advance(1)

  assert.deepEqual(said, ['osc 10.0.0.2: strength 1', `http 10.0.0.1: prompt ${'x'.repeat(59)}…`])
})

test('what was changed last is told when the desk is closed', async (t) => {
  const { desk, said } = await openRoom(t)
  void desk.change({ strength: 0.1 }, page)

  await desk[Symbol.asyncDispose]()

  assert.deepEqual(said, ['http 10.0.0.1: strength 0.1'])
})

test('any command with any arguments is done or refused in a sentence', async (t) => {
  const random = seededRandom(11)
  const { desk } = await openRoom(t, { cues: 'a:\n  settings:\n    prompt: x\n' })
  const names = commandDescriptions.map(({ name }) => name).filter((name) => name !== 'cue/save')
  const words = [
    0,
    1,
    -3,
    0.5,
    Number.NaN,
    2 ** 40,
    5n,
    true,
    null,
    undefined,
    '',
    'a',
    'soft',
    [],
    [3n],
    {},
    'x'.repeat(5000),
  ]

  for (let i = 0; i < 3000; i++) {
    const name = (names[pick(random, names.length)] ?? '').replace('NAME', 'a').replace('N', String(pick(random, 9)))
    const args = Array.from({ length: pick(random, 4) }, () => words[pick(random, words.length)])
    const touch = pick(random, 2) === 0 ? page : fader
    await desk.command(name, args, touch).catch((error: unknown) => {
      assert.ok(error instanceof OperatorError, `${name} ${args.map(String)}: ${error}`)
    })
  }
})
