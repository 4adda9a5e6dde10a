import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { completion } from '#test/standInOpenAi.ts'
import type { StandInRequest, Trouble } from '#test/standInService.ts'
import { openTestGate, operator, type TestGate, visitor } from './gate.ts'

let show: TestGate

before(async () => {
  show = await openTestGate({ safety: true })
})
after(() => show[Symbol.asyncDispose]())
beforeEach(() => {
  show.openAi.troubles.moderation = undefined
  show.openAi.troubles.grading = undefined
  show.said.length = 0
})

test('a harmless prompt passes both checks, which are asked at the same time', async () => {
  const admission = await show.gate.admit('a lighthouse', visitor)
  assert.deepEqual(admission, { given: 'a lighthouse', used: 'a lighthouse' })
  const requests = requestsAbout('a lighthouse')
  assert.deepEqual(requests.map(({ path }) => path).sort(), ['/v1/chat/completions', '/v1/moderations'])
  assert.equal(requests[0]?.authorization, 'Bearer sk-stand-in')
})

test('a prompt that the moderation flags is refused, with the category', async () => {
  const refusal = { code: 'PROMPT_REFUSED', message: 'This prompt may not be shown: flagged: violence.' }
  await assert.rejects(show.gate.admit('a lot of gore', visitor), refusal)
  assert.ok(show.said.includes('info: A prompt by http 10.0.0.7 is refused: flagged: violence.'))
})

test('a prompt with a character that belongs to somebody is refused, with the reason of the model', async () => {
  const refusal = { code: 'PROMPT_REFUSED', message: 'This prompt may not be shown: It shows Mickey Mouse.' }
  await assert.rejects(show.gate.admit('Mickey Mouse on the moon', visitor), refusal)
})

test('what one check has found counts at once, even if the other never answers', async () => {
  show.openAi.troubles.grading = 'silent'
  await assert.rejects(show.gate.admit('gore at sea', visitor), { code: 'PROMPT_REFUSED' })
})

test('a prompt that was checked before is not checked again, and neither is one that is being checked', async () => {
  await Promise.all([show.gate.admit('a pear', visitor), show.gate.admit('a pear', operator)])
  await show.gate.admit('a pear', visitor)
  assert.equal(requestsAbout('a pear').length, 2)
  await show.gate.admit('a plum', visitor)
  assert.equal(requestsAbout('a plum').length, 2)
})

const troubles: readonly [string, Trouble, RegExp][] = [
  ['does not know the key', 401, /it does not know the key \(401: so it is\)/],
  ['has had too many requests', 429, /too many requests.*\(429: so it is\)/],
  ['has a fault', 500, /it has a fault \(500: so it is\)/],
  ['answers half of a JSON text', 'garbage', /JSON/],
  ['breaks the connection', 'broken', /Connection error/],
]
const troublesOfModeration: typeof troubles = [
  ['answers something else', 'shapeless', /the moderation: an answer without results/],
  ['leaves out the verdict', { body: { results: [{ categories: {} }] } }, /a result without a verdict/],
]
const graded = (message: Record<string, unknown>, finish?: string) => ({ body: completion(message, finish) })
const troublesOfGrading: typeof troubles = [
  ['answers something else', 'shapeless', /the model: an unfinished answer/],
  ['is not sure', graded({ content: '{"safety":"maybe","reason":"hm"}' }), /neither safe nor unsafe/],
  ['answers in prose', graded({ content: 'It is safe.' }), /no JSON: It is safe\./],
  ['says nothing', graded({ content: '' }), /an empty answer/],
  ['refuses to answer', graded({ content: null, refusal: 'I would rather not.' }), /a refusal: I would rather not\./],
  ['is cut off', graded({ content: '{"safety":"safe"' }, 'length'), /an unfinished answer \(length\)/],
]

for (const [how, trouble, reason] of [...troubles, ...troublesOfModeration]) {
  test(`when the moderation ${how}, the old prompt stays`, () => staysOldWith('moderation', how, trouble, reason))
}
for (const [how, trouble, reason] of [...troubles, ...troublesOfGrading]) {
  test(`when the model ${how}, the old prompt stays`, () => staysOldWith('grading', how, trouble, reason))
}

for (const trouble of ['silent', 'hanging'] as const) {
  test(`when no check has ended after the time limit (${trouble}), the old prompt stays`, async () => {
    show.openAi.troubles.moderation = trouble
    const asked = show.gate.admit(`a ${trouble} night`, visitor)
    asked.catch(() => undefined)
    await eventually(() => requestsAbout(`a ${trouble} night`).length === 2)
    await show.clock.advance(4900)
    assert.equal(await Promise.race([asked.catch(() => 'refused'), show.clock.settle()]), undefined, 'not before 5 s')
    await show.clock.advance(100)
    await assert.rejects(asked, { code: 'SAFETY_UNUSABLE', message: /no answer within 5 s/ })
  })
}

test('a failure is no verdict: the same prompt is checked again and passes', async () => {
  show.openAi.troubles.moderation = 500
  await assert.rejects(show.gate.admit('a boat', visitor), { code: 'SAFETY_UNUSABLE' })
  assert.match(show.gate.state.safety.problem ?? '', /it has a fault/)
  show.openAi.troubles.moderation = undefined
  assert.equal((await show.gate.admit('a boat', visitor)).notice, undefined)
  assert.deepEqual(show.gate.state.safety, { isOn: true, isHealthy: true })
})

test('that the check is down is told once, and once that it works again', async () => {
  show.openAi.troubles.moderation = 500
  for (const prompt of ['one', 'two', 'three']) {
    await assert.rejects(show.gate.admit(prompt, visitor), { code: 'SAFETY_UNUSABLE' })
  }
  show.openAi.troubles.moderation = undefined
  await show.gate.admit('four', visitor)
  assert.deepEqual(
    show.said.map((line) => line.replace(/work: .*/, 'work')),
    ['warn: The check of prompts by OpenAI does not work', 'info: The check of prompts by OpenAI works again.'],
  )
})

test('-f takes a prompt unchecked with the token, and nothing is asked', async () => {
  const admission = await show.gate.admit('-f gore and more', operator)
  assert.deepEqual(admission, { given: 'gore and more', used: 'gore and more' })
  assert.deepEqual(requestsAbout('gore and more'), [])
})

test('-f without the token is checked like any other prompt', async () => {
  await assert.rejects(show.gate.admit('-f gore without token', visitor), { code: 'PROMPT_REFUSED' })
  assert.deepEqual(await show.gate.admit('-f a kite', visitor), { given: 'a kite', used: 'a kite' })
})

test('an unchecked prompt is checked as soon as somebody gives it without -f', async () => {
  await show.gate.admit('-f gore again', operator)
  await assert.rejects(show.gate.admit('gore again', operator), { code: 'PROMPT_REFUSED' })
})

test('the prompt that the show was started with is never refused', async () => {
  const { used } = await show.gate.admit('gore at the start', { by: 'start', isOperator: true })
  assert.equal(used, 'gore at the start')
  await assert.rejects(show.gate.admit('gore by name', { by: 'start', isOperator: false }), { code: 'PROMPT_REFUSED' })
})

/** What reached the services about a prompt. A refusal does not wait for the other check, so others may come in later. */
function requestsAbout(prompt: string): StandInRequest[] {
  return show.openAi.requests.filter(({ body }) => JSON.stringify(body).includes(prompt))
}

async function staysOldWith(
  service: 'moderation' | 'grading',
  how: string,
  trouble: Trouble,
  reason: RegExp,
): Promise<void> {
  show.openAi.troubles[service] = trouble
  const prompt = `a quiet lake while the ${service} ${how}`
  await assert.rejects(show.gate.admit(prompt, visitor), (error: Error & { code: string }) => {
    assert.equal(error.code, 'SAFETY_UNUSABLE')
    assert.match(error.message, reason)
    assert.match(error.message, /^The prompt could not be checked, so the old one stays: /)
    return true
  })
  assert.equal(requestsAbout(prompt).length, 2, 'nobody asks again by himself: the time is short')
  assert.equal(show.gate.state.safety.isHealthy, false)
  assert.deepEqual(show.gate.admitted(prompt), { given: prompt, used: prompt })
}
