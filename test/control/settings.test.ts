import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsFields } from '#settings/schema.ts'
import { openShow, type Show } from './show.ts'

test('the settings can be read as one object', async () => {
  await using show = await openShow()
  assert.deepEqual(await (await fetch(`${show.url}/api/settings`)).json(), show.settings.current)
})

test('every setting is described for those who draw knobs', async () => {
  await using show = await openShow()
  const fields = (await (await fetch(`${show.url}/api/settings/fields`)).json()) as Record<string, { range: string }>
  assert.deepEqual(Object.keys(fields), Object.keys(settingsFields))
  assert.deepEqual(fields.strength, {
    ...{ kind: 'real', default: 0.7, min: 0, max: 1, range: 'a number from 0 to 1' },
    doc: settingsFields.strength.doc,
  })
})

test('several settings are set at once, and all are answered', async () => {
  await using show = await openShow()
  const { status, body } = await patch(show, '{"strength": 0.5, "prompt": "snow", "mirror": true}')
  assert.equal(status, 200)
  assert.deepEqual(body, show.settings.current)
  assert.deepEqual([body.strength, body.prompt, body.mirror], [0.5, 'snow', true])
})

test('if one value is bad, none is taken', async () => {
  await using show = await openShow()
  const before = show.settings.current
  const { status, body } = await patch(show, '{"prompt": "snow", "strength": 7}')
  assert.equal(status, 422)
  assert.deepEqual([body.error.field, body.error.value, body.error.range], ['strength', 7, 'a number from 0 to 1'])
  assert.equal(show.settings.current, before)
})

test('an unknown name is refused by its name', async () => {
  await using show = await openShow()
  const before = show.settings.current
  for (const name of ['strenght', '__proto__x', 'constructor', 'toString']) {
    const { status, body } = await patch(show, `{"strength": 0.1, "${name}": 1}`)
    assert.equal(status, 422, name)
    assert.equal(body.error.field, name)
  }
  assert.equal(show.settings.current, before)
})

const UNREADABLE: [what: string, body: string, status: number, type?: string][] = [
  ['broken JSON', '{"strength": 0.5', 400],
  ['nothing', '', 422],
  ['an attempt on the prototype', '{"__proto__": {"strength": 1}}', 400],
  ['a list', '[1]', 422],
  ['null', 'null', 422],
  ['a string', '"strength"', 422],
  ['a nested value', '{"strength": {"a": 1}}', 422],
  ['a form', 'strength=1', 415, 'application/x-www-form-urlencoded'],
]

for (const [what, text, expected, type] of UNREADABLE)
  test(`${what} in place of settings is refused in the form of all errors`, async () => {
    await using show = await openShow()
    const before = show.settings.current
    const { status, body } = await patch(show, text, type)
    assert.equal(status, expected)
    assert.deepEqual(Object.keys(body), ['error'])
    assert.ok(body.error.code && body.error.message && body.error.remedy)
    assert.ok(!JSON.stringify(body).includes('node_modules'))
    assert.equal(show.settings.current, before)
  })

type Body = Record<string, unknown> & { error: Record<string, unknown> }

async function patch(show: Show, body: string, type = 'application/json'): Promise<{ status: number; body: Body }> {
  const answer = await fetch(`${show.url}/api/settings`, { method: 'PATCH', body, headers: { 'content-type': type } })
  return { status: answer.status, body: (await answer.json()) as Body }
}
