import assert from 'node:assert/strict'
import {
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { type CheckpointOptions, openCheckpoint } from '#checkpoint/checkpoint.ts'
import { fixtureFolder } from '#test/expected.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { type Change, having, type Json, modelFolder } from './modelFolder.ts'
import { refusal } from './refusal.ts'

const options: CheckpointOptions = { precision: 'float32', vae: 'auto' }

test('a checkpoint in the manner of SDXL-Turbo is opened', async () => {
  const folder = fixtureFolder('tiny-sdxl')
  const checkpoint = await openCheckpoint(folder, options)
  const { unet, autoencoder, textEncoders, scheduler } = checkpoint
  assert.equal(checkpoint.pipeline, 'StableDiffusionXLImg2ImgPipeline')
  assert.equal(checkpoint.family, 'sdxl')
  assert.equal(checkpoint.forceZerosForEmptyPrompt, true)
  assert.equal(checkpoint.folder, folder)
  assert.deepEqual(unet.config.block_out_channels, [16, 24, 40])
  assert.equal(autoencoder.config._class_name, 'AutoencoderTiny')
  assert.deepEqual(
    textEncoders.map(({ config, tokenizer }) => [config.architecture, config.hidden_size, tokenizer.padToken]),
    [
      ['CLIPTextModel', 32, '<|endoftext|>'],
      ['CLIPTextModelWithProjection', 48, '!'],
    ],
  )
  assert.equal(scheduler._class_name, 'EulerAncestralDiscreteScheduler')
  assert.equal(unet.tensors.name, `unet (${folder}/unet/diffusion_pytorch_model.safetensors)`)
})

test('a checkpoint in the manner of SD-Turbo is opened', async () => {
  const checkpoint = await openCheckpoint(fixtureFolder('tiny-sd21'), options)
  assert.equal(checkpoint.pipeline, 'StableDiffusionImg2ImgPipeline')
  assert.equal(checkpoint.family, 'sd')
  assert.equal(checkpoint.textEncoders.length, 1)
  assert.equal(checkpoint.autoencoder.config._class_name, 'AutoencoderKL')
  assert.equal(checkpoint.scheduler._class_name, 'EulerDiscreteScheduler')
})

test('the precision that was asked for is taken where there are both', async () => {
  for (const precision of ['float32', 'float16'] as const) {
    const { unet, autoencoder, textEncoders } = await openCheckpoint(fixtureFolder('tiny-sdxl'), {
      precision,
      vae: 'auto',
    })
    for (const { tensors } of [unet, autoencoder, ...textEncoders]) {
      const floats = [...tensors.byKey.values()].filter(({ dtype }) => dtype !== 'int64')
      assert.deepEqual([...new Set(floats.map(({ dtype }) => dtype))], [precision], tensors.name)
    }
  }
})

test('the autoencoder is the own one, the small one, or the small one where the own one has no weights', async (t) => {
  const whole = modelFolder(t, 'tiny-sd21')
  const light = modelFolder(t, 'tiny-sd21', { 'vae/diffusion_pytorch_model.fp16.safetensors': 'removed' })
  for (const [folder, vae, name] of [
    [whole, 'auto', 'AutoencoderKL'],
    [whole, 'full', 'AutoencoderKL'],
    [whole, 'tiny', 'AutoencoderTiny'],
    [light, 'auto', 'AutoencoderTiny'],
  ] as const) {
    const { autoencoder } = await openCheckpoint(folder, { precision: 'float32', vae })
    assert.equal(autoencoder.config._class_name, name)
  }
  const full = { precision: 'float32', vae: 'full' } as const
  assert.match(await refusal('CHECKPOINT_INVALID', () => openCheckpoint(light, full)), /\/vae holds no weights/)
  const tiny = { precision: 'float32', vae: 'tiny' } as const
  const none = modelFolder(t, 'tiny-sd21', { vae_tiny: 'removed' })
  assert.match(await refusal('CHECKPOINT_INVALID', () => openCheckpoint(none, tiny)), /has no folder vae_tiny/)
})

test('a sharded checkpoint is the same as a whole one', async (t) => {
  const folder = modelFolder(t, 'tiny-sd21')
  const file = join(folder, 'unet/diffusion_pytorch_model.fp16.safetensors')
  const shard = 'diffusion_pytorch_model-00001-of-00001.fp16.safetensors'
  renameSync(file, join(folder, 'unet', shard))
  const whole = await openCheckpoint(fixtureFolder('tiny-sd21'), options)
  const weight_map = Object.fromEntries([...whole.unet.tensors.byKey.keys()].map((key) => [key, shard]))
  writeFileSync(
    join(folder, 'unet/diffusion_pytorch_model.fp16.safetensors.index.json'),
    JSON.stringify({ metadata: {}, weight_map }),
  )
  const { unet } = await openCheckpoint(folder, options)
  assert.deepEqual([...unet.tensors.byKey.values()], [...whole.unet.tensors.byKey.values()])
})

test('a snapshot of the Hugging Face cache, where every file is a link, is opened', async (t) => {
  const from = fixtureFolder('tiny-sd21')
  const cache = temporaryFolder(t)
  const snapshot = join(cache, 'models--tiny--sd/snapshots/0a1b2c')
  const blobs = join(cache, 'models--tiny--sd/blobs')
  mkdirSync(blobs, { recursive: true })
  for (const [i, path] of globSync('{model_index.json,*/*.*}', { cwd: from }).entries()) {
    writeFileSync(join(blobs, `${i}`), readFileSync(join(from, path)))
    const link = join(snapshot, path)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(relative(dirname(link), join(blobs, `${i}`)), link)
  }
  const { unet } = await openCheckpoint(snapshot, options)
  const [tensor] = unet.tensors.byKey.values()
  assert.equal(dirname(tensor?.file ?? ''), realpathSync(blobs))
  assert.equal(unet.tensors.byKey.size, 686)
})

test('a latent consistency model of SD 1.x is opened: 1x1 projections, 8 heads everywhere, told the guidance', async (t) => {
  const folder = modelFolder(t, 'tiny-sd21', {
    'model_index.json': having({
      _class_name: 'LatentConsistencyModelPipeline',
      safety_checker: ['stable_diffusion', 'StableDiffusionSafetyChecker'],
      feature_extractor: ['transformers', 'CLIPImageProcessor'],
    }),
    'unet/config.json': ({ use_linear_projection, ...json }: Json) => {
      return { ...json, attention_head_dim: 8, time_cond_proj_dim: 256, upcast_attention: null }
    },
    'scheduler/scheduler_config.json': () => ({ _class_name: 'LCMScheduler' }),
  })
  const { family, unet, scheduler } = await openCheckpoint(folder, options)
  assert.deepEqual([family, scheduler._class_name], ['sd', 'LCMScheduler'])
  assert.deepEqual(unet.config.num_attention_heads, [8, 8, 8, 8])
  assert.deepEqual([unet.config.use_linear_projection, unet.config.time_cond_proj_dim], [false, 256])
})

test('a model that is not there is told apart from one that is no folder and one that is no model', async (t) => {
  const folder = temporaryFolder(t, { 'model.safetensors': '' })
  for (const [path, why] of [
    [join(folder, 'missing'), /missing does not exist\./],
    [folder, /^The folder .* has no model_index\.json\.$/],
    [join(folder, 'model.safetensors'), /is a file, not the folder of a model\./],
  ] as const) {
    assert.match(await refusal('MODEL_NOT_INSTALLED', () => openCheckpoint(path, options)), why)
  }
})

const sd = { text_encoder: ['transformers', 'CLIPTextModel'] }

for (const _class_name of [
  'StableDiffusionPipeline',
  'StableDiffusionImg2ImgPipeline',
  'LatentConsistencyModelPipeline',
  'LatentConsistencyModelImg2ImgPipeline',
]) {
  test(`${_class_name} is opened`, async (t) => {
    const folder = modelFolder(t, 'tiny-sd21', { 'model_index.json': having({ _class_name }) })
    assert.equal((await openCheckpoint(folder, options)).pipeline, _class_name)
  })
}

const index = (values: Record<string, unknown>): Record<string, Change> => ({ 'model_index.json': having(values) })
const file = (path: string, values: Record<string, unknown>): Record<string, Change> => ({ [path]: having(values) })

/** What is wrong with a small SD or SDXL model, and what is said. */
const unsupported: Readonly<Record<string, readonly ['tiny-sd21' | 'tiny-sdxl', Record<string, Change>, RegExp]>> = {
  'an inpainting pipeline': [
    'tiny-sd21',
    index({ _class_name: 'StableDiffusionInpaintPipeline' }),
    /_class_name is "StableDiffusionInpaintPipeline"/,
  ],
  'an upscaling pipeline': [
    'tiny-sd21',
    index({ _class_name: 'StableDiffusionUpscalePipeline' }),
    /StableDiffusionUpscalePipeline/,
  ],
  'a ControlNet pipeline': [
    'tiny-sdxl',
    index({ _class_name: 'StableDiffusionXLControlNetImg2ImgPipeline' }),
    /ControlNet/,
  ],
  'a pipeline with other parts': [
    'tiny-sd21',
    {
      'model_index.json': () => ({ _class_name: 'FluxPipeline', transformer: ['diffusers', 'FluxTransformer2DModel'] }),
    },
    /_class_name is "FluxPipeline"/,
  ],
  'the refiner of SDXL': ['tiny-sdxl', index({ requires_aesthetics_score: true }), /requires_aesthetics_score is true/],
  'a UNet of another class': [
    'tiny-sd21',
    index({ unet: ['diffusers', 'UNet3DConditionModel'] }),
    /unet\.1 is "UNet3DConditionModel"/,
  ],
  'weights for JAX': [
    'tiny-sd21',
    index({ unet: ['diffusers', 'FlaxUNet2DConditionModel'] }),
    /FlaxUNet2DConditionModel/,
  ],
  'another text encoder': [
    'tiny-sd21',
    index({ text_encoder: ['transformers', 'T5EncoderModel'] }),
    /text_encoder\.1 is "T5EncoderModel"/,
  ],
  'another tokenizer': [
    'tiny-sd21',
    index({ tokenizer: ['transformers', 'XLMRobertaTokenizer'] }),
    /tokenizer\.1 is "XLMRobertaTokenizer"/,
  ],
  'an inpainting UNet': ['tiny-sd21', file('unet/config.json', { in_channels: 9 }), /in_channels is 9/],
  'a UNet that also predicts a variance': [
    'tiny-sd21',
    file('unet/config.json', { out_channels: 8 }),
    /out_channels is 8/,
  ],
  'an autoencoder of another family': [
    'tiny-sd21',
    file('vae/config.json', { latent_channels: 16 }),
    /\/vae\/config\.json: latent_channels is 16/,
  ],
  'a small autoencoder of another family': [
    'tiny-sdxl',
    file('vae/config.json', { latent_channels: 16 }),
    /latent_channels is 16/,
  ],
  'another autoencoder': ['tiny-sd21', file('vae/config.json', { _class_name: 'VQModel' }), /_class_name is "VQModel"/],
  'another scheduler': [
    'tiny-sd21',
    file('scheduler/scheduler_config.json', { _class_name: 'DDIMScheduler' }),
    /"DDIMScheduler"/,
  ],
}

test('a UNet with more channels than a picture has is called by what it is for', async (t) => {
  for (const [in_channels, remedy] of [
    [9, 'With 9 channels this is a model for inpainting: choose the base model, whose UNet takes and makes 4.'],
    [
      8,
      'With 8 channels this is a model for editing by instruction: choose the base model, whose UNet takes and makes 4.',
    ],
    [16, 'Choose the base model, whose UNet takes and makes 4.'],
  ] as const) {
    const folder = modelFolder(t, 'tiny-sd21', file('unet/config.json', { in_channels }))
    await assert.rejects(openCheckpoint(folder, options), { code: 'CHECKPOINT_UNSUPPORTED', remedy })
  }
})

for (const [what, [fixture, changes, why]] of Object.entries(unsupported)) {
  test(`${what} is refused as unsupported`, async (t) => {
    const folder = modelFolder(t, fixture, changes)
    assert.match(await refusal('CHECKPOINT_UNSUPPORTED', () => openCheckpoint(folder, options)), why)
  })
}

const invalid: typeof unsupported = {
  'a model without a UNet in its index': [
    'tiny-sd21',
    { 'model_index.json': ({ unet, ...rest }: Json) => rest },
    /unet is missing/,
  ],
  'a model without a text encoder': ['tiny-sd21', index({ text_encoder: null }), /text_encoder is null/],
  'an index that is a list': ['tiny-sd21', { 'model_index.json': () => [] }, /model_index\.json: it holds \[\]/],
  'a model without the folder unet': ['tiny-sd21', { unet: 'removed' }, /has no folder unet\./],
  'a model without the folder vae': ['tiny-sd21', { vae: 'removed', vae_tiny: 'removed' }, /has no folder vae\./],
  'a model without the folder text_encoder_2': [
    'tiny-sdxl',
    { text_encoder_2: 'removed' },
    /has no folder text_encoder_2\./,
  ],
  'a model without the folder tokenizer': ['tiny-sd21', { tokenizer: 'removed' }, /has no folder tokenizer\./],
  'a model without the folder scheduler': ['tiny-sd21', { scheduler: 'removed' }, /has no folder scheduler\./],
  'a part without its config': [
    'tiny-sd21',
    { 'vae/config.json': 'removed' },
    /vae\/config\.json cannot be read: it is missing/,
  ],
  'a UNet of SDXL with one text encoder': [
    'tiny-sdxl',
    index({ text_encoder_2: [null, null], tokenizer_2: [null, null] }),
    /is one of SDXL and needs 2 text encoders, but model_index\.json names 1/,
  ],
  'a UNet of SD with two text encoders': [
    'tiny-sdxl',
    file('unet/config.json', { addition_embed_type: null }),
    /is none of SDXL and needs 1 text encoders, but model_index\.json names 2/,
  ],
  'a second text encoder without projection': [
    'tiny-sdxl',
    index({ text_encoder_2: sd.text_encoder }),
    /text_encoder_2 is a CLIPTextModel, but SDXL needs/,
  ],
  'a pooled prompt of another width': [
    'tiny-sdxl',
    file('text_encoder_2/config.json', { projection_dim: 41 }),
    /projection_class_embeddings_input_dim is 88, but projection_dim 41 and 6 times addition_time_embed_dim 8 make 89/,
  ],
  'a text encoder of another model': [
    'tiny-sd21',
    file('text_encoder/config.json', { hidden_size: 768, num_attention_heads: 12 }),
    /reads prompts of 48 numbers a token, but the text encoders make 768 \(cross_attention_dim in unet\/config\.json, hidden_size in text_encoder\/config\.json\)/,
  ],
  'a tokenizer of another model': [
    'tiny-sd21',
    file('tokenizer/vocab.json', { zebra: 40_000 }),
    /"zebra" has the id 40000, but its text encoder knows only 1514 tokens/,
  ],
  'a text encoder for shorter prompts': [
    'tiny-sd21',
    file('text_encoder/config.json', { max_position_embeddings: 32 }),
    /prompts of 77 tokens, but its text encoder reads 32/,
  ],
}

for (const [what, [fixture, changes, why]] of Object.entries(invalid)) {
  test(`${what} is refused as damaged`, async (t) => {
    const folder = modelFolder(t, fixture, changes)
    const message = await refusal('CHECKPOINT_INVALID', () => openCheckpoint(folder, options))
    assert.match(message, why)
    assert.ok(message.includes(basename(folder)), message)
  })
}

test('weights that were cut off while being copied are refused when the model is opened', async (t) => {
  const folder = modelFolder(t, 'tiny-sd21')
  const weights = join(folder, 'unet/diffusion_pytorch_model.fp16.safetensors')
  const whole = readFileSync(weights)
  rmSync(weights)
  writeFileSync(weights, whole)
  truncateSync(weights, whole.length - 1000)
  const message = await refusal('CHECKPOINT_INVALID', () => openCheckpoint(folder, options))
  assert.match(message, /it is cut off: 1000 of \d+ bytes are missing/)
})

test('a JSON file of many megabytes is not read', async (t) => {
  const folder = modelFolder(t, 'tiny-sd21')
  truncateSync(join(folder, 'unet/config.json'), 64 * 1024 * 1024 + 1)
  const message = await refusal('CHECKPOINT_INVALID', () => openCheckpoint(folder, options))
  assert.match(message, /config\.json cannot be read: it has 67108865 bytes, more than 67108864/)
})
