import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAutoencoderConfig } from '#checkpoint/autoencoderConfig.ts'
import { fixtureJson, type Json } from './modelFolder.ts'
import { refusal } from './refusal.ts'

test('the autoencoders of SDXL and SD differ in their scaling', () => {
  for (const [name, scaling_factor] of [
    ['sdxl-turbo', 0.13025],
    ['sd-turbo', 0.18215],
  ] as const) {
    assert.deepEqual(parsed(fixtureJson(`configs/${name}/vae/config.json`)), {
      _class_name: 'AutoencoderKL',
      in_channels: 3,
      out_channels: 3,
      block_out_channels: [128, 256, 512, 512],
      layers_per_block: 2,
      latent_channels: 4,
      norm_num_groups: 32,
      scaling_factor,
      shift_factor: null,
      act_fn: 'silu',
      use_quant_conv: true,
      use_post_quant_conv: true,
      mid_block_add_attention: true,
      force_upcast: true,
    })
  }
})

test('the small autoencoders are what their class is by default', () => {
  const expected = {
    _class_name: 'AutoencoderTiny',
    in_channels: 3,
    out_channels: 3,
    encoder_block_out_channels: [64, 64, 64, 64],
    decoder_block_out_channels: [64, 64, 64, 64],
    num_encoder_blocks: [1, 3, 3, 3],
    num_decoder_blocks: [3, 3, 3, 1],
    act_fn: 'relu',
    latent_channels: 4,
    upsampling_scaling_factor: 2,
    latent_magnitude: 3,
    latent_shift: 0.5,
    scaling_factor: 1,
  }
  assert.deepEqual(parsed(fixtureJson('configs/sdxl-turbo/taesdxl/config.json')), expected)
  assert.deepEqual(parsed(fixtureJson('configs/sd-turbo/taesd/config.json')), expected)
  assert.deepEqual(parsed({ _class_name: 'AutoencoderTiny' }), expected)
})

test('an autoencoder without a word on its scaling has that of SD 1.x, and one level', () => {
  const config = parsed({ _class_name: 'AutoencoderKL' })
  assert.equal(config.scaling_factor, 0.18215)
  assert.ok(config._class_name === 'AutoencoderKL')
  assert.deepEqual([config.block_out_channels, config.layers_per_block], [[64], 1])
})

const kl: Json = fixtureJson('configs/sd-turbo/vae/config.json')
const tiny = { _class_name: 'AutoencoderTiny' }

for (const [json, why] of [
  [
    { ...kl, _class_name: 'AsymmetricAutoencoderKL' },
    /_class_name is "AsymmetricAutoencoderKL", which is not supported/,
  ],
  [{ ...kl, _class_name: 'AutoencoderDC' }, /_class_name is "AutoencoderDC"/],
  [{ ...kl, act_fn: 'softplus' }, /act_fn is "softplus"/],
  [{ ...kl, in_channels: 4 }, /in_channels is 4, which is not supported/],
  [
    {
      ...kl,
      down_block_types: ['DownEncoderBlock2D', 'AttnDownEncoderBlock2D', 'DownEncoderBlock2D', 'DownEncoderBlock2D'],
    },
    /down_block_types\.1 is "AttnDownEncoderBlock2D"/,
  ],
  [{ ...kl, latents_mean: [0, 0, 0, 0] }, /latents_mean is \[0,0,0,0\]/],
  [{ ...tiny, upsample_fn: 'bilinear' }, /upsample_fn is "bilinear"/],
] as const) {
  test(`an autoencoder is refused: ${why.source}`, async () => {
    assert.match(await refusal('CHECKPOINT_UNSUPPORTED', () => parsed(json)), why)
  })
}

for (const [json, why] of [
  [{}, /_class_name is missing/],
  [{ ...kl, block_out_channels: [128, 256] }, /down_block_types has 4 entries, but block_out_channels has 2/],
  [{ ...kl, up_block_types: ['UpDecoderBlock2D'] }, /up_block_types has 1 entries, but block_out_channels has 4/],
  [{ ...kl, norm_num_groups: 48 }, /128 channels cannot be split into 48 norm_num_groups/],
  [{ ...kl, scaling_factor: 0 }, /scaling_factor is 0/],
  [{ ...kl, scaling_factor: '0.18' }, /scaling_factor is "0\.18"/],
  [{ ...tiny, num_encoder_blocks: [1, 3] }, /num_encoder_blocks has 2 entries, but encoder_block_out_channels has 4/],
  [
    { ...tiny, num_decoder_blocks: [3, 1], decoder_block_out_channels: [64, 64] },
    /num_encoder_blocks has 4 entries, but num_decoder_blocks has 2/,
  ],
] as const) {
  test(`an autoencoder is damaged: ${why.source}`, async () => {
    assert.match(await refusal('CHECKPOINT_INVALID', () => parsed(json)), why)
  })
}

function parsed(json: unknown) {
  return parseAutoencoderConfig(json, 'vae/config.json')
}
