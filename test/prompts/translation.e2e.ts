import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { systemClock } from '#flow/clock.ts'
import { eventually } from '#test/eventually.ts'
import type { Trouble } from '#test/standInService.ts'
import { openTestGate, type TestGate, visitor } from './gate.ts'

let show: TestGate

before(async () => {
  show = await openTestGate({ translation: true })
})
after(() => show[Symbol.asyncDispose]())
beforeEach(async () => {
  show.google.trouble = undefined
  show.google.requests.length = 0
  // past every pause that an earlier test has caused
  await show.clock.advance(60_000)
  await show.gate.admit(`works ${show.clock.now()}`, visitor)
  show.google.requests.length = 0
  show.said.length = 0
})

test('a prompt in another language reaches the model in English, and people see both', async () => {
  const admission = await show.gate.admit('eine rote Katze', visitor)
  assert.deepEqual(admission, { given: 'eine rote Katze', used: 'a red cat' })
  assert.deepEqual(show.gate.admitted('eine rote Katze'), admission)
  const [request] = show.google.requests
  assert.equal(request?.path.split('?')[0], '/v3/projects/stand-in/locations/global:translateText')
  assert.equal(request?.body.mimeType, 'text/plain')
  assert.equal(request?.body.targetLanguageCode, 'en')
  assert.match(request?.authorization ?? '', /^Bearer ey/)
})

test('English stays as it is', async () => {
  assert.deepEqual(await show.gate.admit('a green apple', visitor), { given: 'a green apple', used: 'a green apple' })
})

test('weights are kept: only the words between them are sent', async () => {
  assert.equal(
    (await show.gate.admit('(eine rote Katze)1.3, Hauskatze++', visitor)).used,
    '(a red cat)1.3, (domestic cat)++',
  )
  assert.deepEqual(show.google.requests[0]?.body.contents, ['eine rote Katze', 'Hauskatze'])
})

test('an apostrophe that comes back as HTML writes it is one again', async () => {
  show.google.trouble = { body: { translations: [{ translatedText: 'the cat&#39;s &amp; dog&#39;s' }] } }
  assert.equal((await show.gate.admit('Katzen und Hunde', visitor)).used, "the cat's & dog's")
})

test('a prompt is translated once, also when two people send it at the same moment', async () => {
  await Promise.all([show.gate.admit('eine Katze', visitor), show.gate.admit('eine Katze', visitor)])
  assert.equal((await show.gate.admit('eine Katze', visitor)).used, 'a cat')
  assert.equal(show.google.requests.length, 1)
})

test('-f is not sent along', async () => {
  assert.deepEqual(await show.gate.admit('-f viel Blut', visitor), { given: 'viel Blut', used: 'gore' })
})

const troubles: readonly [string, Trouble, RegExp][] = [
  ['does not allow it', 403, /^Not translated: it does not allow this \(403: so it is\)\.$/],
  ['has had too many requests', 429, /too many requests/],
  ['has a fault', 500, /it has a fault \(500/],
  ['answers half of a JSON text', 'garbage', /JSON/],
  ['answers something else', 'shapeless', /an answer without translations/],
  ['answers with nothing', { body: { translations: [{ translatedText: '' }] } }, /an answer without translations/],
  ['answers with numbers', { body: { translations: [{ translatedText: 7 }] } }, /cannot contain value 7/],
  ['breaks the connection', 'broken', /socket hang up/],
]

for (const [how, trouble, reason] of troubles) {
  test(`when the translation ${how}, the original is used and a notice says so`, async () => {
    show.google.trouble = trouble
    const prompt = `eine Katze (${JSON.stringify(trouble)})`
    const { used, notice } = await show.gate.admit(prompt, visitor)
    assert.equal(used, prompt)
    assert.match(notice ?? '', reason)
    assert.equal(show.gate.admitted(prompt).notice, notice)
    assert.equal(show.gate.state.translation.isHealthy, false)
    assert.equal(show.said.length, 1)
  })
}

for (const trouble of ['silent', 'hanging'] as const) {
  test(`when the translation takes longer than 3 s (${trouble}), the original is used`, async () => {
    show.google.trouble = trouble
    const asked = show.gate.admit(`Nacht ${trouble}`, visitor)
    await eventually(() => show.google.requests.length === 1)
    await show.clock.advance(3000)
    const { used, notice } = await asked
    assert.equal(used, `Nacht ${trouble}`)
    assert.equal(notice, 'Not translated: no answer within 3 s.')
  })
}

test('a service that is down is not asked for every prompt, but after a pause that grows', async () => {
  show.google.trouble = 500
  const isAsked = async (prompt: string) => {
    show.google.requests.length = 0
    await show.gate.admit(prompt, visitor)
    return show.google.requests.length === 1
  }
  assert.equal(await isAsked('Haus 1'), true)
  assert.equal(await isAsked('Haus 2'), false)
  await show.clock.advance(5000)
  assert.equal(await isAsked('Haus 3'), true)
  await show.clock.advance(5000)
  assert.equal(await isAsked('Haus 4'), false)
  await show.clock.advance(5000)
  assert.equal(await isAsked('Haus 5'), true)
})

test('when the service is back, a prompt that was used as it was is translated, and the notice goes', async () => {
  show.google.dictionary['ein Boot'] = 'a boat'
  show.google.trouble = 500
  assert.equal((await show.gate.admit('ein Boot', visitor)).used, 'ein Boot')
  show.google.trouble = undefined
  await show.clock.advance(5000)
  assert.deepEqual(await show.gate.admit('ein Boot', visitor), { given: 'ein Boot', used: 'a boat' })
  assert.deepEqual(show.gate.state.translation, { isOn: true, isHealthy: true })
  assert.deepEqual(show.said, [
    'warn: The translation does not work: it has a fault (500: so it is).',
    'info: The translation works again.',
  ])
})

test('a prompt in the picture keeps its translation, however many others come', async () => {
  await show.gate.admit('eine rote Katze', visitor)
  const passing = (i: number) => show.gate.admit(`-- ${i}`, visitor) // has no letters, so nobody is asked
  for (let i = 0; i < 3000; i++) {
    await passing(i)
    if (i % 100 === 0) show.gate.admitted('eine rote Katze')
  }
  assert.equal(show.gate.admitted('eine rote Katze').used, 'a red cat')
})

test('a service that hangs is left by the library too, so that no connection stays behind', async () => {
  await using other = await openTestGate({ translation: true, clock: systemClock, translationLimitMs: 300 })
  other.google.trouble = 'hanging'
  const { notice } = await other.gate.admit('eine Katze', visitor)
  assert.equal(notice, 'Not translated: no answer within 0.3 s.')
  await eventually(() => other.google.openRequests === 0, { what: 'a closed connection' })
})

test('the check sees the translation and the original', async () => {
  await using other = await openTestGate({ translation: true, safety: true })
  await assert.rejects(other.gate.admit('die berühmte Maus', visitor), {
    code: 'PROMPT_REFUSED',
    message: /Mickey Mouse/,
  })
  const sent = other.openAi.requests.find(({ path }) => path.endsWith('/moderations'))
  assert.deepEqual(sent?.body.input, ['die berühmte Maus', 'Mickey Mouse'])
  const [line] = await other.auditOf(1)
  assert.deepEqual([line?.given, line?.used], ['die berühmte Maus', 'Mickey Mouse'])
})

test('without a translation, the original is checked and the notice says both', async () => {
  await using other = await openTestGate({ translation: true, safety: true, safetyOnError: 'allow' })
  await other.google[Symbol.asyncDispose]()
  await other.openAi[Symbol.asyncDispose]()
  const { notice } = await other.gate.admit('eine Katze', visitor)
  assert.match(notice ?? '', /^Not translated: .*ECONNREFUSED.*\. Not checked: .*ECONNREFUSED.*\.$/)
})
