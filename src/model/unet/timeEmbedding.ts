import type { UnetConfig } from '#checkpoint/unetConfig.ts'
import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { activate } from '../activate.ts'
import { sinusoids } from './sinusoids.ts'
import type { UnetInputs } from './unetInputs.ts'

/**
 * What the network is told of the step: the timestep, for LCM the guidance, for SDXL the pooled prompt and the sizes.
 * @returns [1, T], for SDXL [B, T], before the activation
 */
export function timeEmbedding(g: Graph, inputs: UnetInputs, weights: Weights, config: UnetConfig): Value {
  const { block_out_channels, flip_sin_to_cos, freq_shift } = config
  const waves = { channels: block_out_channels[0], flipSinToCos: flip_sin_to_cos, freqShift: freq_shift }
  let time = g.cast(sinusoids(g, inputs.timestep, waves), g.dialect.float)
  if (config.time_cond_proj_dim !== null) {
    const { timestepCond } = inputs
    if (!timestepCond) throw new RangeError('this UNet wants to know the guidance: timestepCond is missing')
    time = g.add(
      time,
      g.linear(timestepCond, weights.at('time_embedding', 'cond_proj'), { channels: time.shape[1], bias: false }),
    )
  }
  const temb = twoLayers(g, time, weights.at('time_embedding'), config)
  if (config.addition_embed_type !== 'text_time') return temb
  return g.add(temb, additionEmbedding(g, inputs, weights, config))
}

/** SDXL: the pooled prompt beside sinusoids of [height, width, top, left, height, width]. */
function additionEmbedding(g: Graph, inputs: UnetInputs, weights: Weights, config: UnetConfig): Value {
  const { textEmbeds, timeIds } = inputs
  if (!textEmbeds || !timeIds) throw new RangeError('an SDXL UNet needs textEmbeds and timeIds')
  const waves = {
    channels: config.addition_time_embed_dim ?? 256,
    flipSinToCos: config.flip_sin_to_cos,
    freqShift: config.freq_shift,
  }
  const [batch] = textEmbeds.shape
  const sizes = sinusoids(g, g.reshape(timeIds, [-1]), waves)
  const sizeWaves = g.reshape(g.cast(sizes, g.dialect.float), [timeIds.shape[0], -1])
  const both = g.concat([textEmbeds, g.expand(sizeWaves, [batch, sizeWaves.shape[1]])], 1)
  return twoLayers(g, both, weights.at('add_embedding'), config)
}

function twoLayers(g: Graph, x: Value, weights: Weights, { act_fn, block_out_channels }: UnetConfig): Value {
  const channels = 4 * block_out_channels[0]
  const h = activate(g, g.linear(x, weights.at('linear_1'), { channels }), act_fn)
  return g.linear(h, weights.at('linear_2'), { channels })
}
