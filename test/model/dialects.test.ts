import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import { promptShapeOf } from '#diffusion/promptShape.ts'
import { decodeNetwork } from '#model/autoencoder/decodeGraph.ts'
import { encodeNetwork } from '#model/autoencoder/encodeGraph.ts'
import { denoiseNetwork } from '#model/unet/denoiseGraph.ts'
import { dialectOf, type Provider } from '#onnx/dialect.ts'
import { fixtureFolder } from '#test/expected.ts'

for (const fixture of ['tiny-sdxl', 'tiny-sd21'] as const) {
  test(`${fixture}: TensorRT is given operators of ai.onnx only`, async () => {
    const nodes = await nodesFor(fixture, 'tensorrt')
    const others = nodes.filter(({ domain }) => domain !== '').map(({ op }) => op)
    assert.deepEqual([...new Set(others)], [])
  })

  test(`${fixture}: WebGPU is given nothing that it would hand to the CPU`, async () => {
    const missing = ['Round', 'FusedMatMul', 'Attention', 'RandomNormalLike', 'GroupNorm']
    const nodes = await nodesFor(fixture, 'webgpu')
    assert.deepEqual(
      nodes.map(({ op }) => op).filter((op) => missing.includes(op)),
      [],
    )
  })
}

/** What the three networks of a model consist of, in float16 as on a graphics card. */
async function nodesFor(fixture: 'tiny-sdxl' | 'tiny-sd21', provider: Provider) {
  const checkpoint = await openCheckpoint(fixtureFolder(fixture), { precision: 'float16', vae: 'auto' })
  const dialect = dialectOf(provider, 'float16')
  const pictures = { count: 1, heightPx: 64, widthPx: 64 }
  const networks = [
    encodeNetwork({ ...checkpoint.autoencoder, dialect, ...pictures }),
    denoiseNetwork({
      ...{ ...checkpoint.unet, dialect, count: 1, height: 8, width: 8, guidance: true },
      ...promptShapeOf(checkpoint),
    }),
    decodeNetwork({ ...checkpoint.autoencoder, dialect, ...pictures }),
  ]
  return networks.flatMap(({ model }) => model.nodes)
}
