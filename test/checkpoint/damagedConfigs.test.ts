import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseAutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import { parseSchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { parseTextEncoderConfig } from '#checkpoint/textEncoderConfig.ts'
import { parseUnetConfig } from '#checkpoint/unetConfig.ts'
import { pick, seededRandom } from '#test/random.ts'
import { fixtureJson, type Json, modelFolder } from './modelFolder.ts'
import { mayBeRefused } from './refusal.ts'

/** What a damaged value may be; some of them are lawful for some keys. */
const values = [
  null,
  0,
  -1,
  2.5,
  7,
  1e308,
  2 ** 40,
  '',
  'x',
  'constructor',
  true,
  [],
  [[]],
  [3, 'a'],
  {},
  { content: 1 },
]

const parsers = {
  'tiny-sdxl/unet/config.json': parseUnetConfig,
  'tiny-sdxl/vae/config.json': parseAutoencoderConfig,
  'tiny-sd21/vae/config.json': parseAutoencoderConfig,
  'tiny-sdxl/text_encoder_2/config.json': parseTextEncoderConfig,
  'tiny-sd21/scheduler/scheduler_config.json': parseSchedulerConfig,
}

for (const [path, parse] of Object.entries(parsers)) {
  test(`four hundred damages to ${path} are taken or refused, and nothing else happens`, async () => {
    const random = seededRandom(11)
    const json = fixtureJson(path)
    let refusals = 0
    for (let i = 0; i < 400; i++) {
      const broken = damaged(json, random)
      if (await mayBeRefused(() => parse(broken, path), JSON.stringify(broken))) refusals++
    }
    assert.ok(refusals > 100 && refusals < 400, `${refusals} were refused`)
  })
}

test('a model with a damaged index or tokenizer is opened or refused, and nothing else happens', async (t) => {
  const random = seededRandom(7)
  const folder = modelFolder(t, 'tiny-sdxl')
  const paths = ['model_index.json', 'tokenizer/tokenizer_config.json', 'tokenizer_2/special_tokens_map.json']
  let refusals = 0
  for (let i = 0; i < 60; i++) {
    const path = paths[i % paths.length] as string
    const original = readFileSync(join(folder, path), 'utf8')
    const text = JSON.stringify(damaged(JSON.parse(original), random))
    writeFileSync(join(folder, path), text)
    if (await mayBeRefused(() => openCheckpoint(folder, { precision: 'float32', vae: 'auto' }), text)) refusals++
    writeFileSync(join(folder, path), original)
  }
  assert.ok(refusals > 10 && refusals < 60, `${refusals} were refused`)
})

/** One key, or one entry of a list, is something else. */
function damaged(json: Json, random: () => number): Json {
  const keys = Object.keys(json)
  const key = keys[pick(random, keys.length)] as string
  const value = values[pick(random, values.length)]
  const old = json[key]
  return { ...json, [key]: Array.isArray(old) && random() < 0.5 ? old.with(pick(random, old.length), value) : value }
}
