import type { Weights } from '#checkpoint/weights.ts'
import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { type Activation, activate } from './activate.ts'

export type ResnetOptions = {
  /** Of the result. */
  readonly channels: number
  readonly groups: number
  readonly epsilon: number
  readonly activation?: Activation
  /** The sum of both ways is divided by it. */
  readonly outputScale?: number
}

/**
 * Two norm–activation–convolution halves around the timestep embedding, past a shortcut.
 * @param x    [B, C, H, W]
 * @param temb [1 or B, T], already activated; left out in autoencoders
 * @returns    [B, C', H, W]
 * @see He et al. 2015, https://arxiv.org/abs/1512.03385; diffusers `ResnetBlock2D`
 */
export function resnetBlock(
  g: Graph,
  x: Value,
  temb: Value | undefined,
  weights: Weights,
  options: ResnetOptions,
): Value {
  const { channels, groups, epsilon, activation = 'silu', outputScale = 1 } = options
  const conv = { channels, kernel: 3 }
  let h = g.conv(
    activate(g, g.groupNorm(x, weights.at('norm1'), { groups, epsilon }), activation),
    weights.at('conv1'),
    conv,
  )
  if (temb) h = g.add(h, alongChannels(g, g.linear(temb, weights.at('time_emb_proj'), { channels })))
  h = g.conv(
    activate(g, g.groupNorm(h, weights.at('norm2'), { groups, epsilon }), activation),
    weights.at('conv2'),
    conv,
  )
  const shortcut = x.shape[1] === channels ? x : g.conv(x, weights.at('conv_shortcut'), { channels, kernel: 1 })
  return g.scale(g.add(shortcut, h), 1 / outputScale)
}

function alongChannels(g: Graph, x: Value): Value {
  return g.reshape(x, [...x.shape, 1, 1])
}
