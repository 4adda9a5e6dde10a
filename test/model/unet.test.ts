import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Checkpoint, openCheckpoint } from '#checkpoint/checkpoint.ts'
import { Weights } from '#checkpoint/weights.ts'
import { unet } from '#model/unet/unet.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import { assertClose, type Expected, expected, fixtureFolder } from '#test/expected.ts'
import { runModel } from '#test/ort.ts'
import { changed } from '#test/tensors.ts'

/** One network call: what the fixtures' README allows. */
const TOLERANCE = 1e-4

for (const name of ['tiny-sdxl', 'tiny-sd21'] as const) {
  const reference = expected(name)
  const calls = [
    ...new Set(reference.names.filter((key) => /^unet\/[^/]+\/out$/.test(key)).map((key) => key.split('/')[1])),
  ]

  for (const call of calls) {
    test(`${name}: the UNet predicts what diffusers predicts for ${call}`, async () => {
      const actual = await predict(name, reference, `unet/${call}`)
      assertClose(actual, reference.floats(`unet/${call}/out`), TOLERANCE, call)
    })
  }

  test(`${name}: all calls are compared`, () => assert.ok(calls.length >= 4))

  test(`${name}: attention in its plain form gives the same`, async () => {
    const [call] = calls
    const actual = await predict(name, reference, `unet/${call}`, { attention: 'decomposed' })
    assertClose(actual, reference.floats(`unet/${call}/out`), TOLERANCE, call)
  })
}

test('projections as 1x1 convolutions, as in SD 1.x and LCM, give the same as linear ones', async () => {
  const name = 'tiny-sd21'
  const reference = expected(name)
  const convolutions: Changed = ({ config, tensors }) => ({
    config: { ...config, use_linear_projection: false },
    tensors: changed(tensors, (tensor) =>
      /proj_(in|out)\.weight$/.test(tensor.key) ? { ...tensor, shape: [...tensor.shape, 1, 1] } : tensor,
    ),
  })
  const actual = await predict(name, reference, 'unet/b2_odd', { change: convolutions })
  assertClose(actual, reference.floats('unet/b2_odd/out'), TOLERANCE, 'b2_odd')
})

type Changed = (part: Checkpoint['unet']) => Checkpoint['unet']
type PredictOptions = { readonly attention?: 'fused' | 'decomposed'; readonly change?: Changed }

async function predict(
  name: 'tiny-sdxl' | 'tiny-sd21',
  reference: Expected,
  call: string,
  { attention = 'fused', change = (part) => part }: PredictOptions = {},
): Promise<Float32Array> {
  const checkpoint = await openCheckpoint(fixtureFolder(name), { precision: 'float32', vae: 'auto' })
  const { config, tensors } = change(checkpoint.unet)
  const g = new Graph('unet', { ...dialectOf('cpu', 'float32'), attention })
  const given = (key: string) => ({
    shape: reference.shape(`${call}/${key}`),
    values: reference.floats(`${call}/${key}`),
  })
  const value = (key: string, shape = given(key).shape) => g.input(key, 'float32', shape)
  const isSdxl = checkpoint.family === 'sdxl'
  const prediction = unet(
    g,
    {
      sample: value('sample'),
      timestep: value('timestep', [1]),
      encoderHiddenStates: value('encoder_hidden_states'),
      ...(isSdxl && { textEmbeds: value('text_embeds'), timeIds: value('time_ids') }),
    },
    new Weights(tensors),
    config,
  )
  g.output('out', prediction)
  const keys = ['sample', 'timestep', 'encoder_hidden_states', ...(isSdxl ? ['text_embeds', 'time_ids'] : [])]
  const inputs = Object.fromEntries(keys.map((key) => [key, given(key)]))
  const { out } = await runModel(g.serialize(), inputs)
  return out as Float32Array
}
