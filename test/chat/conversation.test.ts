import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { converse } from '#chat/conversation.ts'
import { wishOf } from '#chat/wish.ts'
import { systemClock } from '#flow/clock.ts'
import { ServerClient } from '#remote/serverClient.ts'
import { type DoorOptions, openDoor } from '#test/chatDoor.ts'

const cues = `sunset:
  seconds: 4
  settings: { prompt: a red sky, strength: 0.6 }
sun:
  settings: { strength: 0.5 }
`

test('/status is one calm block: health in words, rate, workers, cue, prompts with their translation', async (t) => {
  const { say } = await talk(t)
  await say('ein rotes Haus')
  assert.deepEqual(await say('/status'), [
    'Something is not well: No worker is fit for work. (up for 1 h 7 min)',
    '30.0 fps, latency 48 ms (rarely above 60 ms)',
    'source      data/frames, picture 4 of 60',
    'workers     atelier: preview on cpu, 30.0 fps, 31 ms · benched: too slow',
    'cue         sunset, 40 % there, 2.4 s left',
    'prompt      0.70 × ein rotes Haus → a red house',
    '            0.30 × snow (not translated)',
    'translation not well: no answer',
  ])
})

test('/help lists everything in groups, no wider than the terminal', async (t) => {
  const { say } = await talk(t)
  const lines = await say('/help')
  const titles = lines.flatMap((line) => /^(\w+) {2,}\//.exec(line)?.[1] ?? [])
  assert.deepEqual(titles, ['Chat', 'Actions', 'Settings'])
  assert.deepEqual(
    lines.filter((line) => line.length > 80),
    [],
  )
  for (const word of ['/strength 0..1', '/undo', '/blend', '/quit', '/cue/save NAME [SECONDS]']) {
    assert.ok(
      lines.some((line) => line.includes(word)),
      word,
    )
  }
})

test('/help with a word explains it, with what it takes and what it is now', async (t) => {
  const { say } = await talk(t)
  await say('/strength 0.62')
  const [usage = '', facts = ''] = await say('/help strength')
  assert.match(usage, /^\/strength 0\.\.1: Share of the schedule/)
  assert.equal(facts, 'Takes a number from 0 to 1; now 0.62. Example: /strength 0.5')
  assert.match((await say('/help steps')).join(' '), /^\/num_inference_steps .* now 2\. Also \/steps\./)
  assert.match((await say('/help prompt/3')).join(' '), /further prompt/)
  await assert.rejects(say('/help strenght'), { code: 'COMMAND_UNKNOWN' })
})

test('a setting without a value tells what it is', async (t) => {
  const { say } = await talk(t)
  assert.deepEqual(await say('/seed'), ['seed 0'])
  await say('/prompt/2 a cat')
  assert.deepEqual(await say('/more_prompts'), ['morePrompts 1 a cat'])
})

test('/cue lists the cues, and with a name goes to one', async (t) => {
  const { say, door } = await talk(t, { cues })
  assert.deepEqual(await say('/cue'), ['sunset  4 s ease: prompt, strength', 'sun     at once: strength'])
  await say('/cue sun')
  assert.equal(door.settings.current.strength, 0.5)
  await assert.rejects(say('/cue sin'), { code: 'CUE_UNKNOWN' })
})

test('without cues /cue says how to make one', async (t) => {
  const { say } = await talk(t)
  assert.deepEqual(await say('/cue'), ['There are no cues in cues.yaml. To keep the picture as one: /cue/save NAME'])
})

test('a cue is saved and removed from here', async (t) => {
  const { say, door } = await talk(t)
  await say('/cue/save "by the sea" 3')
  assert.deepEqual(
    door.desk.cues.all.map(({ name, seconds }) => [name, seconds]),
    [['by the sea', 3]],
  )
  await say('/cue/remove by the sea')
  assert.deepEqual(door.desk.cues.all, [])
})

test('/undo and /redo walk through the changes', async (t) => {
  const { say, door } = await talk(t)
  await say('/seed 5')
  await say('/undo')
  assert.equal(door.settings.current.seed, 0)
  await say('/redo')
  assert.equal(door.settings.current.seed, 5)
  await assert.rejects(say('/redo'), { code: 'NOTHING_TO_UNDO' })
})

test('/prompts shows the latest ones, the newest at the bottom', async (t) => {
  const { say } = await talk(t)
  await say('first')
  await say('second')
  const lines = await say('/prompts')
  assert.deepEqual(
    lines.slice(-2).map((line) => line.replace(/^\d\d:\d\d/, 'hh:mm')),
    ['hh:mm  first  (http 127.0.0.1)', 'hh:mm  second  (http 127.0.0.1)'],
  )
})

async function talk(t: TestContext, options: DoorOptions = {}) {
  const door = await openDoor(t, options)
  const { signal } = t
  const server = new ServerClient({ address: door.address, token: '', signal })
  const say = (line: string) =>
    converse(wishOf(line), { server, clock: systemClock, signal, columns: () => 80, watch: () => assert.fail() })
  return { door, say }
}
