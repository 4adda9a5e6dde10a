import { parseConfig } from './parseConfig.ts'
import { unetSchema, type WrittenUnetConfig } from './unetSchema.ts'
import { unfit } from './unfit.ts'
import { unsupported } from './unsupported.ts'

/** A UNet2DConditionModel's config.json with everything spelled out: one entry for each level, down to up. */
export type UnetConfig = {
  readonly in_channels: number
  readonly out_channels: number
  readonly block_out_channels: readonly number[]
  readonly down_block_types: readonly ('DownBlock2D' | 'CrossAttnDownBlock2D')[]
  readonly mid_block_type: 'UNetMidBlock2DCrossAttn' | 'UNetMidBlock2D' | null
  readonly up_block_types: readonly ('UpBlock2D' | 'CrossAttnUpBlock2D')[]
  readonly layers_per_block: readonly number[]
  /** diffusers reads `attention_head_dim` as the number of heads where `num_attention_heads` is absent. */
  readonly num_attention_heads: readonly number[]
  readonly transformer_layers_per_block: readonly number[]
  /** In the order of the up blocks. */
  readonly reverse_transformer_layers_per_block: readonly number[]
  readonly only_cross_attention: readonly boolean[]
  readonly cross_attention_dim: readonly number[]
  readonly norm_num_groups: number
  readonly norm_eps: number
  readonly act_fn: 'silu' | 'swish' | 'mish' | 'gelu' | 'relu'
  readonly use_linear_projection: boolean
  readonly downsample_padding: number
  readonly conv_in_kernel: number
  readonly conv_out_kernel: number
  readonly mid_block_scale_factor: number
  /** Always 1: diffusers hands it to blocks of other families only. */
  readonly resnet_out_scale_factor: number
  readonly flip_sin_to_cos: boolean
  readonly freq_shift: number
  readonly time_cond_proj_dim: number | null
  readonly addition_embed_type: 'text_time' | null
  readonly addition_time_embed_dim: number | null
  readonly projection_class_embeddings_input_dim: number | null
  readonly center_input_sample: boolean
  readonly sample_size: number | null
}

/**
 * Parses a UNet's config.json.
 * @param where the file, for errors
 * @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export function parseUnetConfig(json: unknown, where: string): UnetConfig {
  const config = spelledOut(parseConfig(unetSchema, json, where), where)
  assertDivisible(config, where)
  assertTimeEmbedding(config, where)
  for (const key of ['conv_in_kernel', 'conv_out_kernel'] as const) {
    // an even kernel would make the picture smaller
    if (config[key] % 2 === 0) throw unsupported(where, key, config[key])
  }
  return config
}

/** What the class is given beside a list for each level: every other key of the file ends here. */
function spelledOut(written: WrittenUnetConfig, where: string): UnetConfig {
  const levels = written.block_out_channels.length
  const perLevel = <K extends keyof WrittenUnetConfig>(key: K) => everyLevel(where, key, written[key], levels)
  const layers = perLevel('transformer_layers_per_block').map((n, level) => sameLayers(where, `[${level}]`, n))
  const heads = written.num_attention_heads == null ? 'attention_head_dim' : 'num_attention_heads'
  return {
    in_channels: written.in_channels,
    out_channels: written.out_channels,
    block_out_channels: written.block_out_channels,
    down_block_types: perLevel('down_block_types'),
    mid_block_type: written.mid_block_type,
    up_block_types: perLevel('up_block_types'),
    layers_per_block: perLevel('layers_per_block'),
    num_attention_heads: perLevel(heads) as number[],
    transformer_layers_per_block: layers,
    reverse_transformer_layers_per_block: written.reverse_transformer_layers_per_block
      ? perLevel('reverse_transformer_layers_per_block').map((n, i) =>
          sameLayers(where, `[${i}] on the way up`, n ?? 0),
        )
      : layers.toReversed(),
    only_cross_attention: perLevel('only_cross_attention'),
    cross_attention_dim: perLevel('cross_attention_dim'),
    norm_num_groups: written.norm_num_groups,
    norm_eps: written.norm_eps,
    act_fn: written.act_fn,
    use_linear_projection: written.use_linear_projection,
    downsample_padding: written.downsample_padding,
    conv_in_kernel: written.conv_in_kernel,
    conv_out_kernel: written.conv_out_kernel,
    mid_block_scale_factor: written.mid_block_scale_factor,
    resnet_out_scale_factor: 1,
    flip_sin_to_cos: written.flip_sin_to_cos,
    freq_shift: written.freq_shift,
    time_cond_proj_dim: written.time_cond_proj_dim,
    addition_embed_type: written.addition_embed_type,
    addition_time_embed_dim: written.addition_time_embed_dim,
    projection_class_embeddings_input_dim: written.projection_class_embeddings_input_dim,
    center_input_sample: written.center_input_sample,
    sample_size: written.sample_size,
  }
}

type Entry<T> = T extends readonly (infer E)[] ? E : T

/** One entry for each level; what is no list holds for all of them. */
function everyLevel<T>(where: string, key: string, value: T, levels: number): Entry<T>[] {
  const values = (Array.isArray(value) ? value : Array(levels).fill(value)) as Entry<T>[]
  if (values.length === levels) return values
  const counted = `${key} has ${values.length} entries, but block_out_channels has ${levels}`
  throw unfit(where, `${counted}: one for each level`)
}

/** diffusers lets the transformers of one level differ in depth, which distilled SDXL models use. */
function sameLayers(where: string, place: string, layers: number | readonly number[]): number {
  if (typeof layers === 'number') return layers
  if (new Set(layers).size === 1) return layers[0] as number
  throw unsupported(where, `transformer_layers_per_block ${place}`, layers)
}

function assertDivisible(config: UnetConfig, where: string): void {
  const { block_out_channels, norm_num_groups, num_attention_heads } = config
  for (const [level, channels] of block_out_channels.entries()) {
    if (channels % norm_num_groups !== 0)
      throw unfit(
        where,
        `${channels} channels of level ${level} cannot be split into ${norm_num_groups} norm_num_groups`,
      )
    const heads = num_attention_heads[level]
    if (attends(config, level) && channels % heads !== 0)
      throw unfit(where, `${channels} channels of level ${level} cannot be split into ${heads} attention heads`)
  }
}

/** Whether a level looks at the prompt, on the way down, on the way up or in the middle. */
export function attends(config: UnetConfig, level: number): boolean {
  const last = config.block_out_channels.length - 1
  return (
    config.down_block_types[level] === 'CrossAttnDownBlock2D' ||
    config.up_block_types[last - level] === 'CrossAttnUpBlock2D' ||
    (level === last && config.mid_block_type === 'UNetMidBlock2DCrossAttn')
  )
}

function assertTimeEmbedding(config: UnetConfig, where: string): void {
  const widths = [config.block_out_channels[0]]
  if (config.addition_embed_type === 'text_time') {
    for (const key of ['addition_time_embed_dim', 'projection_class_embeddings_input_dim'] as const) {
      if (config[key] === null) throw unfit(where, `${key} is missing, which addition_embed_type "text_time" needs`)
    }
    widths.push(config.addition_time_embed_dim as number)
  }
  // frequencies are divided by it
  const tooNarrow = widths.find((width) => Math.floor(width / 2) <= config.freq_shift)
  if (tooNarrow !== undefined)
    throw unfit(where, `freq_shift is ${config.freq_shift}, too much for an embedding of ${tooNarrow} numbers`)
}
