import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Tensors } from '#checkpoint/tensors.ts'
import { parseTextEncoderConfig, type TextEncoderConfig } from '#checkpoint/textEncoderConfig.ts'
import { textEncoderGraph } from '#model/clipText/textEncoderGraph.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { assertClose, expected, fixtureFolder, largestError, stdOf } from '#test/expected.ts'
import { type Numbers, runModel } from '#test/ort.ts'
import { changed, emptyTensors, fixtureTensors } from '#test/tensors.ts'

const cpu = dialectOf('cpu', 'float32')

const textEncoders = [
  ['tiny-sdxl', 'text_encoder', 'tokenizer', 'model'],
  ['tiny-sdxl', 'text_encoder', 'tokenizer', 'model.fp16'],
  ['tiny-sdxl', 'text_encoder_2', 'tokenizer_2', 'model'],
  ['tiny-sdxl', 'text_encoder_2', 'tokenizer_2', 'model.fp16'],
  ['tiny-sd21', 'text_encoder', 'tokenizer', 'model.fp16'],
] as const

for (const [name, component, tokenizer, file] of textEncoders) {
  test(`${name}/${component}/${file}.safetensors reads prompts as transformers does`, async () => {
    const { json, floats, names } = expected(name)
    const graph = textEncoderGraph(configOf(`${name}/${component}`), tensorsOf(name, component, file), cpu)
    for (const prompt of [0, 1, 5]) {
      const read = await runModel(graph, { ids: idsOf(json.tokens[tokenizer].ids[prompt]), mask: nothingHidden })
      const place = `te/${component}/p${prompt}`
      close(read.last, floats(`${place}/last`), `${place}/last`)
      close(read.penultimate, floats(`${place}/penultimate`), `${place}/penultimate`)
      if (names.includes(`${place}/text_embeds`)) close(read.pooled, floats(`${place}/text_embeds`), `${place}/pooled`)
      else assert.deepEqual(Object.keys(read), ['last', 'penultimate'])
    }
  })
}

test('a hidden token is seen by no other', async () => {
  const graph = textEncoderGraph(configOf('tiny-sd21/text_encoder'), tensorsOf('tiny-sd21'), cpu)
  const [first, second] = [idsOf([1512, 320, 539, 1513]), idsOf([1512, 320, 66, 1513])]
  const mask = nothingHidden.with(2, 0)
  const seen = await runModel(graph, { ids: first, mask: nothingHidden })
  const [a, b] = [await runModel(graph, { ids: first, mask }), await runModel(graph, { ids: second, mask })]
  const rows = (numbers: Numbers, from: number, to: number) => numbers.slice(from * 48, to * 48)
  assert.deepEqual(rows(a.last, 0, 2), rows(seen.last, 0, 2), 'those before it see the same')
  assert.deepEqual(rows(a.last, 3, 77), rows(b.last, 3, 77), 'those after it see none of it')
  assert.notDeepEqual(rows(a.last, 3, 77), rows(seen.last, 3, 77))
  assert.notDeepEqual(rows(a.last, 2, 3), rows(b.last, 2, 3), 'it still sees itself')
})

test('a config that tells the end-of-text token is believed: the first one counts, not the highest id', async () => {
  const tensors = tensorsOf('tiny-sdxl', 'text_encoder_2')
  const config = configOf('tiny-sdxl/text_encoder_2')
  const ids = idsOf([1512, 320, 1400, 539, 1400, 1513, 1513])
  const pooled = async (eos_token_id: number, readIds: BigInt64Array) =>
    (await runModel(textEncoderGraph({ ...config, eos_token_id }, tensors, cpu), { ids: readIds, mask: nothingHidden }))
      .pooled
  const older = await pooled(2, ids)
  assert.deepEqual(await pooled(1513, ids), older)
  const middle = await pooled(1400, ids)
  assert.notDeepEqual(middle, older)
  // what follows the end is not seen from there
  assert.deepEqual(await pooled(1400, idsOf([1512, 320, 1400, 99, 99])), middle)
})

test('a checkpoint without the prefix text_model is the same checkpoint', async () => {
  const tensors = tensorsOf('tiny-sdxl', 'text_encoder_2')
  const config = configOf('tiny-sdxl/text_encoder_2')
  const bare = changed(tensors, (tensor) => ({ ...tensor, key: tensor.key.replace(/^text_model\./, '') }))
  const inputs = { ids: idsOf([1512, 320, 1513]), mask: nothingHidden }
  const renamed = { ...bare, byKey: new Map([...bare.byKey.values()].map((tensor) => [tensor.key, tensor])) }
  const [a, b] = [textEncoderGraph(config, tensors, cpu), textEncoderGraph(config, renamed, cpu)]
  assert.deepEqual(await runModel(a, inputs), await runModel(b, inputs))
})

test('a text encoder can be asked for fewer tokens than it has places for', async () => {
  const config = configOf('tiny-sd21/text_encoder')
  const { floats, json } = expected('tiny-sd21')
  const ids = idsOf(json.tokens.tokenizer.ids[0]).slice(0, 20)
  const graph = textEncoderGraph(config, tensorsOf('tiny-sd21'), cpu, 20)
  const { last } = await runModel(graph, { ids, mask: nothingHidden.slice(0, 20) })
  close(last, floats('te/text_encoder/p0/last').slice(0, 20 * 48), 'the first 20 tokens')
})

test('in half precision a text encoder loads and means the same', async () => {
  const config = configOf('tiny-sdxl/text_encoder_2')
  const { floats, json } = expected('tiny-sdxl')
  for (const provider of ['cpu', 'tensorrt'] as const) {
    const half = dialectOf(provider, 'float16')
    const graph = textEncoderGraph(config, tensorsOf('tiny-sdxl', 'text_encoder_2', 'model'), half)
    const read = await runModel(graph, { ids: idsOf(json.tokens.tokenizer_2.ids[0]), mask: nothingHidden })
    const wanted = floats('te/text_encoder_2/p0/text_embeds')
    assert.ok(largestError(read.pooled as Float32Array, wanted) < 0.02 * stdOf(wanted), provider)
  }
})

for (const [model, component] of [
  ['sdxl-turbo', 'text_encoder'],
  ['sdxl-turbo', 'text_encoder_2'],
  ['sd-turbo', 'text_encoder'],
] as const) {
  test(`the full ${model}/${component} asks for exactly the tensors that there are`, () => {
    const shapes = JSON.parse(readFileSync(`${fixtureFolder('configs')}/${model}/tensors.json`, 'utf8'))[component]
    const config = configOf(`configs/${model}/${component}`)
    assert.ok(textEncoderGraph(config, emptyTensors(shapes, 'float16'), cpu).length > 10_000)
  })
}

test('a weight that is missing, left over or of another shape is named', () => {
  const config = configOf('tiny-sdxl/text_encoder_2')
  const tensors = tensorsOf('tiny-sdxl', 'text_encoder_2')
  const without = (key: string) => changed(tensors, (tensor) => (tensor.key === key ? undefined : tensor))
  const reshaped = (key: string, shape: number[]) =>
    changed(tensors, (tensor) => (tensor.key === key ? { ...tensor, shape } : tensor))
  const layer = 'text_model.encoder.layers.3'
  const refused = (changes: Partial<TextEncoderConfig>, from: Tensors, key: string) =>
    assert.throws(() => textEncoderGraph({ ...config, ...changes }, from, cpu), {
      code: 'CHECKPOINT_INVALID',
      message: new RegExp(RegExp.escape(key)),
    })
  refused({}, without(`${layer}.mlp.fc1.bias`), `${layer}.mlp.fc1.bias`)
  refused({}, without('text_projection.weight'), 'text_projection.weight')
  refused({}, reshaped(`${layer}.mlp.fc2.weight`, [192, 48]), `${layer}.mlp.fc2.weight`)
  refused({ num_hidden_layers: 3 }, tensors, layer)
  refused({ num_hidden_layers: 5 }, tensors, 'text_model.encoder.layers.4.layer_norm1.weight')
  refused({ architecture: 'CLIPTextModel' }, tensors, 'text_projection.weight')
})

const nothingHidden = new Float32Array(77).fill(1)

function close(actual: Numbers, wanted: Float32Array, what: string): void {
  assertClose(actual as Float32Array, wanted, 1e-4, what)
}

/** Filled up with the end-of-text token, as CLIP's tokenizer does. */
function idsOf(ids: readonly number[]): BigInt64Array {
  return new BigInt64Array(77).fill(1513n).map((end, i) => (i < ids.length ? BigInt(ids[i]) : end))
}

function configOf(folder: string): TextEncoderConfig {
  const file = `${fixtureFolder('configs')}/../${folder}/config.json`
  return parseTextEncoderConfig(JSON.parse(readFileSync(file, 'utf8')), file)
}

function tensorsOf(name: string, component = 'text_encoder', file = 'model.fp16') {
  return fixtureTensors(`${name}/${component}/${file}.safetensors`)
}
