import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesNeeded, type ModelIndex } from '#hub/filesNeeded.ts'

const index: ModelIndex = {
  _class_name: 'StableDiffusionXLPipeline',
  scheduler: ['diffusers', 'EulerAncestralDiscreteScheduler'],
  text_encoder: ['transformers', 'CLIPTextModel'],
  text_encoder_2: ['transformers', 'CLIPTextModelWithProjection'],
  tokenizer: ['transformers', 'CLIPTokenizer'],
  tokenizer_2: ['transformers', 'CLIPTokenizer'],
  safety_checker: [null, null],
  feature_extractor: ['transformers', 'CLIPImageProcessor'],
  unet: ['diffusers', 'UNet2DConditionModel'],
  vae: ['diffusers', 'AutoencoderKL'],
}

const configs = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  'text_encoder/config.json',
  'text_encoder_2/config.json',
  ...['tokenizer', 'tokenizer_2'].flatMap((folder) =>
    ['merges.txt', 'special_tokens_map.json', 'tokenizer_config.json', 'vocab.json'].map((name) => `${folder}/${name}`),
  ),
  'unet/config.json',
  'vae/config.json',
]
const half = [
  'text_encoder/model.fp16.safetensors',
  'text_encoder_2/model.fp16.safetensors',
  'unet/diffusion_pytorch_model.fp16.safetensors',
  'vae/diffusion_pytorch_model.fp16.safetensors',
]
const full = half.map((path) => path.replace('.fp16', ''))
const clutter = [
  '.gitattributes',
  'sd_xl_turbo_1.0.safetensors',
  'sd_xl_turbo_1.0_fp16.safetensors',
  'text_encoder/flax_model.msgpack',
  'text_encoder/model.onnx',
  'text_encoder/pytorch_model.bin',
  'safety_checker/model.safetensors',
  'feature_extractor/preprocessor_config.json',
  'unet/diffusion_pytorch_model.bin',
  'unet/diffusion_pytorch_model.non_ema.safetensors',
  'unet/model.onnx_data',
  'unet/openvino_model.bin',
  'vae_decoder/model.onnx',
  'image.png',
  'tokenizer/deep/vocab.json',
]

test('of all that lies in a model, only what the pipeline reads is taken, in half precision', () => {
  assert.deepEqual(needed([...configs, ...half, ...full, ...clutter], 'float16'), [...configs, ...half].sort())
})

test('single precision takes the other weights', () => {
  assert.deepEqual(needed([...configs, ...half, ...full, ...clutter], 'float32'), [...configs, ...full].sort())
})

test('a model that has one precision only is taken in that one', () => {
  assert.deepEqual(needed([...configs, ...full], 'float16'), [...configs, ...full].sort())
  assert.deepEqual(needed([...configs, ...half], 'float32'), [...configs, ...half].sort())
})

test('licence and card are taken along', () => {
  const found = needed([...configs, ...half, 'README.md', 'LICENSE.md', 'LICENSE', 'docs/LICENSE.md'], 'float16')
  assert.deepEqual(
    found.filter((path) => /README|LICENSE/.test(path)),
    ['LICENSE', 'LICENSE.md', 'README.md'],
  )
})

test('weights in several pieces are taken with their list', () => {
  for (const pieces of [
    ['diffusion_pytorch_model-00001-of-00002.safetensors', 'diffusion_pytorch_model-00002-of-00002.safetensors'],
    [
      'diffusion_pytorch_model.fp16-00001-of-00002.safetensors',
      'diffusion_pytorch_model.fp16-00002-of-00002.safetensors',
    ],
    [
      'diffusion_pytorch_model-00001-of-00002.fp16.safetensors',
      'diffusion_pytorch_model-00002-of-00002.fp16.safetensors',
    ],
  ]) {
    const index = pieces[0]?.includes('fp16') ? 'index.fp16.json' : 'index.json'
    const unet = [...pieces, `diffusion_pytorch_model.safetensors.${index}`].map((name) => `unet/${name}`)
    const others = half.filter((path) => !path.startsWith('unet/'))
    assert.deepEqual(needed([...configs, ...others, ...unet], 'float16'), [...configs, ...others, ...unet].sort())
    assert.match(missing([...configs, ...others, ...unet.slice(1)]), /the weights of unet/)
  }
})

test('where another autoencoder is used, the weights of the own one are left out', () => {
  const { files } = filesNeeded([...configs, ...half], index, { precision: 'float16', vae: 'config' })
  assert.ok(files.includes('vae/config.json'))
  assert.equal(files.includes('vae/diffusion_pytorch_model.fp16.safetensors'), false)
})

test('what is missing is named', () => {
  const without = (path: string) => missing([...configs, ...half].filter((other) => other !== path))
  assert.equal(without('vae/config.json'), 'vae/config.json')
  assert.equal(without('tokenizer_2/merges.txt'), 'tokenizer_2/merges.txt')
  assert.equal(without('scheduler/scheduler_config.json'), 'scheduler/scheduler_config.json')
  assert.equal(without('text_encoder/model.fp16.safetensors'), 'the weights of text_encoder as .safetensors')
})

function needed(paths: readonly string[], precision: 'float16' | 'float32'): string[] {
  const found = filesNeeded(paths, index, { precision, vae: 'weights' })
  assert.deepEqual(found.missing, [])
  return found.files.toSorted()
}

function missing(paths: readonly string[]): string {
  return filesNeeded(paths, index, { precision: 'float16', vae: 'weights' }).missing.join(', ')
}
