import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { SettingName } from '#settings/schema.ts'
import { exchange } from './exchange.ts'
import { openShow, type Show } from './show.ts'

const GOOD: [path: string, name: SettingName, value: unknown][] = [
  ['/debug/True', 'debug', true],
  ['/passthrough/on', 'passthrough', true],
  ['/fixed_seed/false', 'fixedSeed', false],
  ['/mirror/1', 'mirror', true],
  ['/batch_size/2', 'batchSize', 2],
  ['/batch_size/auto', 'batchSize', 'auto'],
  ['/seed/4294967295', 'seed', 4294967295],
  ['/steps/3', 'numInferenceSteps', 3],
  ['/guidance/1.5', 'guidanceScale', 1.5],
  ['/strength/0.25', 'strength', 0.25],
  ['/strength/1e-1', 'strength', 0.1],
  ['/resolution/512', 'resolution', 512],
  ['/opacity/0', 'opacity', 0],
  ['/compel/no', 'compel', false],
]

for (const [path, name, value] of GOOD)
  test(`GET ${path} sets ${name}`, async () => {
    await using show = await openShow()
    const { status, body } = await get(show, path)
    assert.deepEqual({ status, body }, { status: 200, body: { status: 'updated' } })
    assert.equal(show.settings.current[name], value)
  })

test('yes and no may be spelled in every way that existing clients use', async () => {
  await using show = await openShow()
  for (const [words, expected] of [
    ['true True TRUE 1 on On yes Yes t y', true],
    ['false False FALSE 0 off Off no No f n', false],
  ] as const)
    for (const word of words.split(' ')) {
      show.settings.set('mirror', !expected, { by: 'test' })
      assert.equal((await get(show, `/mirror/${word}`)).status, 200, word)
      assert.equal(show.settings.current.mirror, expected, word)
    }
})

const BAD: [path: string, field: string, value: string][] = [
  ['/debug/maybe', 'debug', 'maybe'],
  ['/passthrough/2', 'passthrough', '2'],
  ['/fixed_seed/', 'fixedSeed', ''],
  ['/mirror/null', 'mirror', 'null'],
  ['/compel/tru', 'compel', 'tru'],
  ['/batch_size/0', 'batchSize', '0'],
  ['/batch_size/1.5', 'batchSize', '1.5'],
  ['/batch_size/4/4', 'batchSize', '4/4'],
  ['/seed/-1', 'seed', '-1'],
  ['/steps/many', 'numInferenceSteps', 'many'],
  ['/guidance/inf', 'guidanceScale', 'inf'],
  ['/strength/1.01', 'strength', '1.01'],
  ['/strength/nan', 'strength', 'nan'],
  ['/strength/%20', 'strength', ' '],
  ['/resolution/99999', 'resolution', '99999'],
  ['/opacity/-0.1', 'opacity', '-0.1'],
]

for (const [path, field, value] of BAD)
  test(`GET ${path} is refused with field, value and range, and changes nothing`, async () => {
    await using show = await openShow()
    const before = show.settings.current
    const { status, body } = await get(show, path)
    assert.equal(status, 422)
    assert.equal(body.error.code, 'SETTING_INVALID')
    assert.equal(body.error.field, field)
    assert.equal(body.error.value, value)
    for (const word of ['range', 'message', 'remedy']) assert.ok(body.error[word].length > 5, word)
    assert.equal(show.settings.current, before)
  })

const PROMPTS: [path: string, prompt: string][] = [
  ['/prompt/a%20quiet%20sea', 'a quiet sea'],
  ['/prompt/oil/and/water', 'oil/and/water'],
  ['/prompt/oil%2Fwater', 'oil/water'],
  ['/prompt/', ''],
  ['/prompt/%E6%B5%B7%20%F0%9F%8C%8A', '海 🌊'],
  ['/prompt/100%25%20sure', '100% sure'],
  ['/prompt/100%', '100%'],
  ['/prompt/caf%E9', 'caf\ufffd'],
  ['/prompt/what%3F%23yes+no', 'what?#yes+no'],
  ['/prompt//double//slashes/', '/double//slashes/'],
  ['/prompt/%2e%2e/up', '../up'],
  [`/prompt/${encodeURIComponent('海'.repeat(4000))}`, '海'.repeat(4000)],
]

for (const [path, prompt] of PROMPTS)
  test(`GET ${path.slice(0, 40)} is taken as a prompt`, async () => {
    await using show = await openShow()
    const { status, body } = await getRaw(show, path)
    assert.deepEqual({ status, body }, { status: 200, body: { safety: 'safe' } })
    assert.equal(show.settings.current.prompt, prompt)
  })

test('a prompt whose letters were not escaped is refused with the way to write them', async () => {
  await using show = await openShow()
  const { status, body } = await getRaw(show, '/prompt/Grüße')
  assert.equal(status, 400)
  assert.match(body.error.remedy ?? '', /%C3%BC/)
})

test('a prompt that is too long is refused', async () => {
  await using show = await openShow()
  assert.equal((await get(show, `/prompt/${'x'.repeat(4001)}`)).status, 422)
})

test('a folder below the data folder can be chosen, with spaces and deeper ones', async () => {
  await using show = await openShow()
  assert.deepEqual((await get(show, '/directory/other')).body, { status: 'updated' })
  assert.equal(show.settings.current.directory, join(show.dataRoot, 'other'))
  await get(show, '/directory/a%20folder/inside')
  assert.equal(show.settings.current.directory, join(show.dataRoot, 'a folder/inside'))
})

test('no address leads to a folder outside of the data folder', async () => {
  await using show = await openShow()
  const before = show.settings.current
  mkdirSync(join(show.dataRoot, '../outside'))
  mkdirSync(join(show.dataRoot, '../data-2'))
  writeFileSync(join(show.dataRoot, 'a file'), '')
  symlinkSync(join(show.dataRoot, '../outside'), join(show.dataRoot, 'link'))
  for (const name of [
    ...['..', '../outside', '..%2foutside', '%2e%2e%2foutside', 'frames/../../outside', '../data-2', '..%5coutside'],
    ...['/etc', '%2fetc', '//etc', 'C:%5cWindows', 'c:', '%5c%5chost%5cshare', 'link', 'link/', 'frames/../link'],
    ...['missing', 'a%20file', 'frames%00', '~', '..;/outside', '%c0%ae%c0%ae/outside', 'x'.repeat(5000)],
  ]) {
    const { status, body } = await getRaw(show, `/directory/${name}`)
    assert.equal(status, 422, name)
    assert.equal(body.error.field, 'directory', name)
    assert.equal(show.settings.current, before, name)
  }
})

test('a link that stays below the data folder is followed', async () => {
  await using show = await openShow()
  symlinkSync('frames', join(show.dataRoot, 'tonight'))
  assert.equal((await get(show, '/directory/tonight')).status, 200)
})

test('the other doors cannot leave the data folder either', async () => {
  await using show = await openShow()
  const before = show.settings.current
  for (const directory of ['/etc', join(show.dataRoot, '..'), `${show.dataRoot}/../..`])
    assert.throws(() => show.settings.set('directory', directory, { by: 'osc' }), /directory cannot be/)
  assert.equal(show.settings.current, before)
})

test('looking without touching: HEAD changes nothing', async () => {
  await using show = await openShow()
  const before = show.settings.current
  assert.equal((await fetch(`${show.url}/strength/0.1`, { method: 'HEAD' })).status, 404)
  assert.equal(show.settings.current, before)
})

type Answer = { status: number; body: { error: Record<string, string> } & Record<string, unknown> }

async function get(show: Show, path: string): Promise<Answer> {
  const answer = await fetch(show.url + path)
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

/** Sends the address byte by byte as it stands; fetch would tidy it up. */
async function getRaw(show: Show, path: string): Promise<Answer> {
  const answer = await exchange(show.url, `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`)
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  return { status: Number(answer.split(' ')[1]), body: JSON.parse(body) }
}
