import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseUnetConfig, type UnetConfig } from '#checkpoint/unetConfig.ts'
import { fixtureJson } from './modelFolder.ts'
import { refusal } from './refusal.ts'

test('the UNet of SDXL-Turbo, level by level', () => {
  const config = parsed(fixtureJson('configs/sdxl-turbo/unet/config.json'))
  assert.deepEqual(config, {
    in_channels: 4,
    out_channels: 4,
    block_out_channels: [320, 640, 1280],
    down_block_types: ['DownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D'],
    mid_block_type: 'UNetMidBlock2DCrossAttn',
    up_block_types: ['CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'UpBlock2D'],
    layers_per_block: [2, 2, 2],
    num_attention_heads: [5, 10, 20],
    transformer_layers_per_block: [1, 2, 10],
    reverse_transformer_layers_per_block: [10, 2, 1],
    only_cross_attention: [false, false, false],
    cross_attention_dim: [2048, 2048, 2048],
    norm_num_groups: 32,
    norm_eps: 1e-5,
    act_fn: 'silu',
    use_linear_projection: true,
    downsample_padding: 1,
    conv_in_kernel: 3,
    conv_out_kernel: 3,
    mid_block_scale_factor: 1,
    resnet_out_scale_factor: 1,
    flip_sin_to_cos: true,
    freq_shift: 0,
    time_cond_proj_dim: null,
    addition_embed_type: 'text_time',
    addition_time_embed_dim: 256,
    projection_class_embeddings_input_dim: 2816,
    center_input_sample: false,
    sample_size: 64,
  } satisfies UnetConfig)
})

test('the UNet of SD-Turbo has one number for all levels where its file does', () => {
  const config = parsed(fixtureJson('configs/sd-turbo/unet/config.json'))
  assert.deepEqual(config.num_attention_heads, [5, 10, 20, 20])
  assert.deepEqual(config.layers_per_block, [2, 2, 2, 2])
  assert.deepEqual(config.transformer_layers_per_block, [1, 1, 1, 1])
  assert.deepEqual(config.cross_attention_dim, [1024, 1024, 1024, 1024])
  assert.equal(config.addition_embed_type, null)
})

test('an empty file is the default of diffusers: almost SD 1.x', () => {
  const config = parsed({})
  assert.deepEqual(config.block_out_channels, [320, 640, 1280, 1280])
  assert.deepEqual(config.down_block_types, [...Array(3).fill('CrossAttnDownBlock2D'), 'DownBlock2D'])
  assert.deepEqual(config.up_block_types, ['UpBlock2D', ...Array(3).fill('CrossAttnUpBlock2D')])
  assert.deepEqual(config.num_attention_heads, [8, 8, 8, 8])
  assert.deepEqual(config.cross_attention_dim, [1280, 1280, 1280, 1280])
  assert.equal(config.use_linear_projection, false)
  assert.equal(config.sample_size, null)
})

test('SD 1.x as it was saved by diffusers 0.6, without the keys that came later', () => {
  const config = parsed({
    _class_name: 'UNet2DConditionModel',
    _diffusers_version: '0.6.0',
    act_fn: 'silu',
    attention_head_dim: 8,
    block_out_channels: [320, 640, 1280, 1280],
    center_input_sample: false,
    cross_attention_dim: 768,
    down_block_types: ['CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D', 'DownBlock2D'],
    downsample_padding: 1,
    flip_sin_to_cos: true,
    freq_shift: 0,
    in_channels: 4,
    layers_per_block: 2,
    mid_block_scale_factor: 1,
    norm_eps: 1e-5,
    norm_num_groups: 32,
    out_channels: 4,
    sample_size: 64,
    up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
  })
  assert.equal(config.mid_block_type, 'UNetMidBlock2DCrossAttn')
  assert.deepEqual(config.cross_attention_dim, [768, 768, 768, 768])
})

test('what latent consistency, small and later models write', () => {
  assert.equal(parsed({ time_cond_proj_dim: 256 }).time_cond_proj_dim, 256)
  assert.equal(parsed({ mid_block_type: null }).mid_block_type, null)
  assert.equal(parsed({ mid_block_type: 'UNetMidBlock2D' }).mid_block_type, 'UNetMidBlock2D')
  assert.equal(parsed({ sample_size: [96, 64] }).sample_size, 96)
  assert.equal(parsed({ upcast_attention: true, dropout: 0.1, something_new: 7 }).norm_eps, 1e-5)
})

test('num_attention_heads goes before attention_head_dim, which is its older name', () => {
  assert.deepEqual(parsed({ num_attention_heads: 4, attention_head_dim: 8 }).num_attention_heads, [4, 4, 4, 4])
  assert.deepEqual(parsed({ attention_head_dim: [5, 10, 20, 20] }).num_attention_heads, [5, 10, 20, 20])
})

test('on the way up transformers are as deep as on the way down, unless the file says otherwise', () => {
  const up = { transformer_layers_per_block: [1, 2, 3, 4] }
  assert.deepEqual(parsed(up).reverse_transformer_layers_per_block, [4, 3, 2, 1])
  const own = { ...up, reverse_transformer_layers_per_block: [4, 5, 6, 7] }
  assert.deepEqual(parsed(own).reverse_transformer_layers_per_block, [4, 5, 6, 7])
  const nested = { transformer_layers_per_block: [[1, 1], 2, 3, 4], reverse_transformer_layers_per_block: [4, 3, 2, 1] }
  assert.deepEqual(parsed(nested).transformer_layers_per_block, [1, 2, 3, 4])
})

test('resnet_out_scale_factor means nothing to the blocks of these families', () => {
  assert.equal(parsed({ resnet_out_scale_factor: 1.5 }).resnet_out_scale_factor, 1)
})

const unsupported: Readonly<Record<string, unknown>> = {
  _class_name: 'UNet3DConditionModel',
  class_embed_type: 'timestep',
  num_class_embeds: 1000,
  encoder_hid_dim: 1024,
  encoder_hid_dim_type: 'image_proj',
  dual_cross_attention: true,
  resnet_time_scale_shift: 'scale_shift',
  resnet_skip_time_act: true,
  time_embedding_type: 'fourier',
  time_embedding_dim: 512,
  time_embedding_act_fn: 'gelu',
  timestep_post_act: 'silu',
  cross_attention_norm: 'layer_norm',
  class_embeddings_concat: true,
  mid_block_only_cross_attention: true,
  attention_type: 'gated',
  addition_embed_type: 'image',
  mid_block_type: 'UNetMidBlock2DSimpleCrossAttn',
  act_fn: 'softplus',
  norm_num_groups: null,
  conv_in_kernel: 4,
}

for (const [key, value] of Object.entries(unsupported)) {
  test(`${key} ${JSON.stringify(value)} is refused by name`, async () => {
    const code = key === 'norm_num_groups' ? 'CHECKPOINT_INVALID' : 'CHECKPOINT_UNSUPPORTED'
    const message = await refusal(code, () => parsed({ [key]: value }))
    assert.ok(message.startsWith(`unet/config.json: ${key} is ${JSON.stringify(value)}`), message)
  })
}

test('a block of another family is refused with its place in the list', async () => {
  const down_block_types = ['CrossAttnDownBlock2D', 'SimpleCrossAttnDownBlock2D', 'DownBlock2D', 'DownBlock2D']
  const message = await refusal('CHECKPOINT_UNSUPPORTED', () => parsed({ down_block_types }))
  assert.match(message, /down_block_types\.1 is "SimpleCrossAttnDownBlock2D", which is not supported/)
  const asymmetric = { transformer_layers_per_block: [1, [2, 3], 1, 1] }
  assert.match(
    await refusal('CHECKPOINT_UNSUPPORTED', () => parsed(asymmetric)),
    /transformer_layers_per_block \[1\] is \[2,3\], which is not supported/,
  )
})

const lists: Readonly<Record<string, unknown>> = {
  down_block_types: ['DownBlock2D'],
  up_block_types: Array(5).fill('UpBlock2D'),
  layers_per_block: [2, 2],
  attention_head_dim: [8, 8, 8],
  num_attention_heads: [8],
  transformer_layers_per_block: [1, 1, 1],
  reverse_transformer_layers_per_block: [1, 1],
  only_cross_attention: [true],
  cross_attention_dim: [768, 768],
}

for (const [key, value] of Object.entries(lists)) {
  test(`${key} of another length than there are levels is refused`, async () => {
    const message = await refusal('CHECKPOINT_INVALID', () => parsed({ [key]: value }))
    const { length } = value as unknown[]
    assert.ok(message.includes(`${key} has ${length} entries, but block_out_channels has 4`), message)
  })
}

test('values that are no such value are refused with what they are', async () => {
  for (const [json, why] of [
    [{ block_out_channels: '320' }, /block_out_channels is "320" \(.*expected array/],
    [{ block_out_channels: [] }, /block_out_channels is \[\]/],
    [{ block_out_channels: [320, 0] }, /block_out_channels\.1 is 0/],
    [{ layers_per_block: 0 }, /layers_per_block is 0 \(.*>=1\)/],
    [{ layers_per_block: 'two' }, /layers_per_block is "two" \(expected a whole number from 1, or a list of them\)/],
    [{ norm_eps: -1 }, /norm_eps is -1/],
    [{ in_channels: 4.5 }, /in_channels is 4\.5/],
    [{ mid_block_scale_factor: 0 }, /mid_block_scale_factor is 0/],
    [{ cross_attention_dim: null }, /cross_attention_dim is null/],
    [{ freq_shift: 160 }, /freq_shift is 160, too much for an embedding of 320 numbers/],
    ['UNet', /it holds "UNet" instead of an object/],
    [[], /it holds \[\] instead of an object/],
    [null, /it holds null instead of an object/],
  ] as const) {
    assert.match(await refusal('CHECKPOINT_INVALID', () => parsed(json)), why)
  }
})

test('channels have to be divisible by the groups of the norms and, where there is attention, by the heads', async () => {
  const groups = await refusal('CHECKPOINT_INVALID', () => parsed({ norm_num_groups: 48 }))
  assert.match(groups, /320 channels of level 0 cannot be split into 48 norm_num_groups/)
  const heads = await refusal('CHECKPOINT_INVALID', () => parsed({ attention_head_dim: [8, 7, 8, 8] }))
  assert.match(heads, /640 channels of level 1 cannot be split into 7 attention heads/)
  const turbo = fixtureJson('configs/sdxl-turbo/unet/config.json')
  assert.deepEqual(parsed({ ...turbo, attention_head_dim: [7, 10, 20] }).num_attention_heads, [7, 10, 20])
})

test('text_time needs to be told its widths', async () => {
  for (const key of ['addition_time_embed_dim', 'projection_class_embeddings_input_dim']) {
    const json = { ...fixtureJson('configs/sdxl-turbo/unet/config.json'), [key]: null }
    assert.match(await refusal('CHECKPOINT_INVALID', () => parsed(json)), new RegExp(`${key} is missing`))
  }
})

test('a value nested so deeply that it cannot be written is refused all the same', async () => {
  const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
  assert.match(await refusal('CHECKPOINT_UNSUPPORTED', () => parsed({ class_embed_type: deep })), /nested too deeply/)
})

function parsed(json: unknown): UnetConfig {
  return parseUnetConfig(json, 'unet/config.json')
}
