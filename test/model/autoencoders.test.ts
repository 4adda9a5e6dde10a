import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type AutoencoderConfig, parseAutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import type { Tensors } from '#checkpoint/tensors.ts'
import { Weights } from '#checkpoint/weights.ts'
import { decoded, decodeGraph } from '#model/autoencoder/decodeGraph.ts'
import { encodeGraph } from '#model/autoencoder/encodeGraph.ts'
import { encoder } from '#model/autoencoderKl/encoder.ts'
import { posterior, sampled } from '#model/autoencoderKl/posterior.ts'
import { pictureInput } from '#model/pictureInput.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { assertClose, expected, fixtureFolder, largestError, stdOf } from '#test/expected.ts'
import { type Numbers, runGraph, runModel } from '#test/ort.ts'
import { changed, emptyTensors, fixtureTensors } from '#test/tensors.ts'

const cpu = dialectOf('cpu', 'float32')
const sizes = ['64x64', '64x128'] as const
const fp16 = 'diffusion_pytorch_model.fp16.safetensors'

const autoencoders = [
  ['tiny-sdxl', 'vae', 'vae', 'diffusion_pytorch_model.safetensors'],
  ['tiny-sdxl', 'vae', 'vae', fp16],
  ['tiny-sd21', 'vae', 'vae', fp16],
  ['tiny-sd21', 'vae_legacy_names', 'vae', fp16],
  ['tiny-sd21', 'vae_tiny', 'vae_tiny', fp16],
] as const

for (const [name, folder, group, file] of autoencoders) {
  const { floats, bytes, shape } = expected(name)
  const config = configOf(`${name}/${folder}`)
  const tensors = fixtureTensors(`${name}/${folder}/${file}`)

  test(`${name}/${folder}/${file} makes the latents that diffusers makes`, async () => {
    for (const size of sizes) {
      const [count, heightPx, widthPx] = shape(`img/${size}/u8`)
      const graph = encodeGraph({ config, tensors, dialect: cpu, count, heightPx, widthPx })
      const wanted = floats(`${group}/${size}/latents_scaled`)
      const isSampled = config._class_name === 'AutoencoderKL'
      const noise = isSampled && { noise: drawnNoise(name, size, config) }
      const { latents } = await runModel(graph, { pictures: bytes(`img/${size}/u8`), ...noise })
      close(latents, wanted, `${group}/${size}/latents_scaled`)
      if (!isSampled) continue
      const still = await runModel(graph, { pictures: bytes(`img/${size}/u8`), noise: new Float32Array(wanted.length) })
      close(still.latents, floats(`${group}/${size}/latents_mode_scaled`), `${group}/${size}/latents_mode_scaled`)
    }
  })

  test(`${name}/${folder}/${file} makes the pictures that diffusers makes`, async () => {
    for (const size of sizes) {
      for (const [latents, pictures] of [
        ['latents_scaled', 'decoded'],
        ['rand_latents', 'rand_decoded'],
      ]) {
        const [count, channels, height, width] = shape(`${group}/${size}/${latents}`)
        const build = (g: Parameters<Parameters<typeof runGraph>[1]>[0]) => {
          const input = g.input('latents', 'float32', [count, channels, height, width])
          return { numbers: decoded(g, input, new Weights(tensors), config) }
        }
        const given = { latents: floats(`${group}/${size}/${latents}`) }
        const wanted = floats(`${group}/${size}/${pictures}`)
        close((await runGraph(cpu, build, given)).numbers, wanted, `${group}/${size}/${pictures}`)

        const options = { config, tensors, dialect: cpu, count, heightPx: 8 * height, widthPx: 8 * width }
        assertBytes(
          (await runModel(decodeGraph(options), given)).pictures,
          bytesOf(wanted, [count, 3, 8 * height, 8 * width]),
        )
      }
    }
  })
}

test('the distribution of the latents has the mean and the variance that diffusers finds', async () => {
  const { floats, bytes, shape } = expected('tiny-sd21')
  const config = configOf('tiny-sd21/vae')
  assert.ok(config._class_name === 'AutoencoderKL')
  for (const size of sizes) {
    const { mean, logvar } = await runGraph(
      cpu,
      (g) => {
        const pictures = pictureInput(g, g.input('pictures', 'uint8', shape(`img/${size}/u8`)))
        return { ...posterior(g, encoder(g, pictures, new Weights(fixtureTensors(`tiny-sd21/vae/${fp16}`)), config)) }
      },
      { pictures: bytes(`img/${size}/u8`) },
    )
    close(mean, floats(`vae/${size}/posterior_mean`), 'mean')
    close(logvar, floats(`vae/${size}/posterior_logvar`), 'logvar')
  }
})

test('variances stay within e^-30 and e^20, whatever the encoder says', async () => {
  const { latents } = await runGraph(
    cpu,
    (g) => {
      const distribution = posterior(g, g.input('moments', 'float32', [1, 4, 1, 1]))
      return { latents: sampled(g, distribution, g.input('noise', 'float32', [1, 2, 1, 1])) }
    },
    { moments: Float32Array.of(1, 2, 50, -80), noise: Float32Array.of(1, 1e6) },
  )
  assertClose(latents as Float32Array, Float32Array.of(1 + Math.exp(10), 2 + 1e6 * Math.exp(-15)), 1e-6, 'latents')
})

test('projections kept as 1x1 convolutions, as SD 1.x has them, give the same latents', async () => {
  const { bytes, floats } = expected('tiny-sd21')
  const tensors = fixtureTensors(`tiny-sd21/vae_legacy_names/${fp16}`)
  const isProjection = /attentions\.0\.(query|key|value|proj_attn)\.weight$/
  const convolved = changed(tensors, (tensor) =>
    isProjection.test(tensor.key) ? { ...tensor, shape: [...tensor.shape, 1, 1] } : tensor,
  )
  const options = { config: configOf('tiny-sd21/vae'), tensors: convolved, dialect: cpu, ...small(2) }
  const noise = drawnNoise('tiny-sd21', '64x64', options.config)
  const { latents } = await runModel(encodeGraph(options), { pictures: bytes('img/64x64/u8'), noise })
  close(latents, floats('vae/64x64/latents_scaled'), 'latents')
})

test('an autoencoder may do without its quantising convolutions and without attention, and may shift its latents', async () => {
  const { bytes, floats } = expected('tiny-sd21')
  const all = fixtureTensors(`tiny-sd21/vae/${fp16}`)
  const tensors = changed(all, (tensor) => (/quant_conv|attentions/.test(tensor.key) ? undefined : tensor))
  const config = {
    ...configOf('tiny-sd21/vae'),
    use_quant_conv: false,
    use_post_quant_conv: false,
    mid_block_add_attention: false,
  }
  const graphsOf = (shift_factor: number | null) => {
    const options = { config: { ...config, shift_factor }, tensors, dialect: cpu, ...small(2) }
    return { encode: encodeGraph(options), decode: decodeGraph(options) }
  }
  const [plain, shifted] = [graphsOf(null), graphsOf(0.5)]
  const given = { pictures: bytes('img/64x64/u8'), noise: new Float32Array(2 * 4 * 8 * 8) }
  const unshifted = (await runModel(plain.encode, given)).latents as Float32Array
  const { latents } = await runModel(shifted.encode, given)
  close(
    latents,
    unshifted.map((latent) => latent - 0.5 * 0.18215),
    'latents',
  )
  assert.ok(largestError(unshifted, floats('vae/64x64/latents_mode_scaled')) > 0.1, 'it is another network')
  assertBytes(
    (await runModel(shifted.decode, { latents })).pictures,
    (await runModel(plain.decode, { latents: unshifted })).pictures,
  )
})

for (const [model, component, folder] of [
  ['sdxl-turbo', 'vae', 'vae'],
  ['sdxl-turbo', 'taesdxl', 'taesdxl'],
  ['sd-turbo', 'vae', 'vae'],
  ['sd-turbo', 'taesd', 'taesd'],
] as const) {
  test(`the full ${model}/${component} asks for exactly the tensors that there are`, () => {
    const shapes = JSON.parse(readFileSync(`${fixtureFolder('configs')}/${model}/tensors.json`, 'utf8'))[component]
    const config = configOf(`configs/${model}/${folder}`)
    const tensors = emptyTensors(shapes, 'float32')
    const options = { config, tensors, dialect: cpu, count: 4, heightPx: 576, widthPx: 1024 }
    assert.ok(encodeGraph(options).length > 5000)
    assert.ok(decodeGraph(options).length > 5000)
  })
}

test('a weight that is missing, left over or of another shape is named by the graph that it belongs to', () => {
  for (const [folder, encoderKey, decoderKey] of [
    ['tiny-sd21/vae', 'encoder.conv_in', 'decoder.up_blocks.1.upsamplers.0.conv'],
    ['tiny-sd21/vae', 'quant_conv', 'decoder.mid_block.attentions.0.to_v'],
    ['tiny-sd21/vae_tiny', 'encoder.layers.3.conv.2', 'decoder.layers.18'],
  ]) {
    const config = configOf(folder)
    const tensors = fixtureTensors(`${folder}/${fp16}`)
    const optionsOf = (broken: Tensors) => ({ config, tensors: broken, dialect: cpu, ...small(1) })
    for (const [graph, other, key] of [
      [encodeGraph, decodeGraph, encoderKey],
      [decodeGraph, encodeGraph, decoderKey],
    ] as const) {
      for (const part of ['weight', 'bias']) {
        const name = `${key}.${part}`
        const missing = changed(tensors, (tensor) => (tensor.key === name ? undefined : tensor))
        const wider = changed(tensors, (tensor) => {
          return tensor.key === name ? { ...tensor, shape: tensor.shape.with(0, tensor.shape[0] + 1) } : tensor
        })
        assert.throws(() => graph(optionsOf(missing)), naming(name))
        assert.throws(() => graph(optionsOf(wider)), naming(name))
        assert.ok(other(optionsOf(missing)))
      }
      const stray = `${key.split('.')[0]}.stray.weight`
      const extra = changed(tensors, (tensor) => (tensor.key === `${key}.weight` ? { ...tensor, key: stray } : tensor))
      const both = { ...tensors, byKey: new Map([...tensors.byKey, ...extra.byKey]) }
      assert.throws(() => graph(optionsOf(both)), naming(stray))
    }
  }
  const config = { ...configOf('tiny-sd21/vae'), block_out_channels: [16, 16, 32] }
  const options = { config, tensors: fixtureTensors(`tiny-sd21/vae/${fp16}`), dialect: cpu, ...small(1) }
  assert.throws(() => encodeGraph(options), naming('encoder.down_blocks.3.resnets.0.conv1.bias'))
})

test('pictures whose sides are no multiple of 8 are refused', () => {
  const options = { config: configOf('tiny-sd21/vae'), tensors: fixtureTensors(`tiny-sd21/vae/${fp16}`), dialect: cpu }
  const size = { count: 1, heightPx: 70, widthPx: 96 }
  for (const graph of [encodeGraph, decodeGraph]) {
    assert.throws(() => graph({ ...options, ...size }), {
      message: 'pictures of 96x70: width and height have to be multiples of 8',
    })
  }
})

test('in half precision an autoencoder loads and means the same', async () => {
  const { bytes, floats } = expected('tiny-sd21')
  for (const [folder, group, provider] of [
    ['tiny-sd21/vae', 'vae', 'cpu'],
    ['tiny-sd21/vae_tiny', 'vae_tiny', 'cpu'],
    ['tiny-sd21/vae_tiny', 'vae_tiny', 'tensorrt'],
  ] as const) {
    const config = { ...configOf(folder), force_upcast: false }
    const dialect = dialectOf(provider, 'float16')
    const options = { config, tensors: fixtureTensors(`${folder}/${fp16}`), dialect, ...small(2) }
    const noise = config._class_name === 'AutoencoderKL' && { noise: drawnNoise('tiny-sd21', '64x64', config) }
    const { latents } = await runModel(encodeGraph(options), { pictures: bytes('img/64x64/u8'), ...noise })
    const wanted = floats(`${group}/64x64/latents_scaled`)
    assert.ok(largestError(latents as Float32Array, wanted) < 0.02 * stdOf(wanted), folder)
    const { pictures } = await runModel(decodeGraph(options), { latents })
    assert.ok(largestError(pictures as Uint8Array, bytesOf(floats(`${group}/64x64/decoded`), [2, 3, 64, 64])) <= 4)
  }
})

test('an autoencoder that float16 cannot hold is computed in float32 all the same', () => {
  const tensors = fixtureTensors(`tiny-sd21/vae/${fp16}`)
  const half = dialectOf('webgpu', 'float16')
  const whole = dialectOf('webgpu', 'float32')
  const config = configOf('tiny-sd21/vae')
  assert.ok(config._class_name === 'AutoencoderKL')
  for (const graph of [encodeGraph, decodeGraph]) {
    const bytesFor = (dialect: typeof half, force_upcast: boolean): Uint8Array =>
      graph({ config: { ...config, force_upcast }, tensors, dialect, ...small(1) })
    assert.deepEqual(bytesFor(half, true), bytesFor(whole, true))
    assert.notDeepEqual(bytesFor(half, false), bytesFor(whole, false))
  }
})

function naming(key: string) {
  return { code: 'CHECKPOINT_INVALID', message: new RegExp(RegExp.escape(key)) }
}

/** 64x64 pixels, the size of the smallest reference. */
function small(count: number) {
  return { count, heightPx: 64, widthPx: 64 }
}

/** The noise that picked the expected latents: what separates them from the middle of their distribution. */
function drawnNoise(
  name: 'tiny-sdxl' | 'tiny-sd21',
  size: string,
  { scaling_factor }: AutoencoderConfig,
): Float32Array {
  const { floats } = expected(name)
  const [mean, logvar] = [floats(`vae/${size}/posterior_mean`), floats(`vae/${size}/posterior_logvar`)]
  return floats(`vae/${size}/latents_scaled`).map(
    (latent, i) => (latent / scaling_factor - mean[i]) / Math.exp(logvar[i] / 2),
  )
}

/** NCHW numbers as a screen's NHWC bytes. */
function bytesOf(numbers: Float32Array, [count, channels, height, width]: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length)
  for (let at = 0; at < bytes.length; at++) {
    const [channel, place] = [at % channels, Math.floor(at / channels)]
    const [x, y] = [place % width, Math.floor(place / width) % height]
    const picture = Math.floor(place / (width * height))
    const value = numbers[((picture * channels + channel) * height + y) * width + x]
    bytes[at] = Math.trunc(Math.min(Math.max(value / 2 + 0.5, 0), 1) * 255)
  }
  assert.equal(bytes.length, count * channels * height * width)
  return bytes
}

function assertBytes(actual: Numbers, wanted: Numbers): void {
  const [a, b] = [actual as Uint8Array, wanted as Uint8Array]
  assert.equal(a.length, b.length)
  assert.ok(largestError(a, b) <= 1)
  assert.ok(a.filter((byte, i) => byte !== b[i]).length < 0.01 * a.length)
}

function close(actual: Numbers, wanted: Float32Array, what: string): void {
  assertClose(actual as Float32Array, wanted, 1e-4, what)
}

function configOf(folder: string): AutoencoderConfig {
  const file = `${fixtureFolder('configs')}/../${folder}/config.json`
  return parseAutoencoderConfig(JSON.parse(readFileSync(file, 'utf8')), file)
}
