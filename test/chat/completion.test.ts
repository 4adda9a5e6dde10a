import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completion } from '#chat/completion.ts'
import { Known } from '#chat/known.ts'
import { ServerClient } from '#remote/serverClient.ts'
import { openDoor } from '#test/chatDoor.ts'

const cues = `sunset:
  seconds: 4
  settings: { strength: 0.6 }
Sunny day:
  settings: { strength: 0.5 }
`

test('names complete to settings, actions and the words of the chat', async (t) => {
  const known = await knownOf(t)
  assert.deepEqual(completion('/stre', known), [['/strength '], '/stre'])
  assert.deepEqual(completion('/pr', known)[0], [
    '/progress',
    '/prompt',
    '/prompt/0',
    '/prompt/1',
    '/prompt1',
    '/prompts',
  ])
  assert.deepEqual(completion('/qu', known), [['/quit '], '/qu'])
  assert.ok(completion('/', known)[0].length > 50)
})

test('values complete to what a name takes', async (t) => {
  const known = await knownOf(t)
  assert.deepEqual(completion('/passthrough ', known), [['true', 'false'], ''])
  assert.deepEqual(completion('/pacing f', known), [['fast'], 'f'])
  assert.deepEqual(completion('/mode ', known)[0], ['video', 'camera', 'zmq', 'pattern', 'soft', 'hard'])
  assert.deepEqual(completion('/batch_size a', known), [['auto'], 'a'])
  assert.deepEqual(completion('/directory ', known), [['data/frames'], ''])
  assert.deepEqual(completion('/help seed_t', known)[0], ['seed_travel', 'seed_travel_seconds'])
})

test('cues complete in any case, with their spaces', async (t) => {
  const known = await knownOf(t)
  assert.deepEqual(completion('/cue sun', known), [['sunset', 'Sunny day'], 'sun'])
  assert.deepEqual(completion('/cue/remove sunny d', known), [['Sunny day'], 'sunny d'])
})

test('a prompt is not completed', async (t) => {
  assert.deepEqual(completion('a quiet s', await knownOf(t)), [[], 'a quiet s'])
  assert.deepEqual(completion('/prompt a quiet s', await knownOf(t)), [[], 'a quiet s'])
})

async function knownOf(t: Parameters<typeof openDoor>[0]): Promise<Known> {
  const { address, desk } = await openDoor(t, { cues })
  assert.equal(desk.cues.problem, undefined)
  const known = new Known(new ServerClient({ address, token: '', signal: t.signal }))
  await known.refresh()
  known.cues = desk.cues.all.map(({ name }) => name)
  return known
}
