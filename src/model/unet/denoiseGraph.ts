import type { Tensors } from '#checkpoint/tensors.ts'
import type { UnetConfig } from '#checkpoint/unetConfig.ts'
import { Weights } from '#checkpoint/weights.ts'
import type { Dialect } from '#onnx/dialect.ts'
import { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'
import { unet } from './unet.ts'

export type DenoiseOptions = {
  readonly config: UnetConfig
  readonly tensors: Tensors
  readonly dialect: Dialect
  /** Pictures of a batch. */
  readonly count: number
  /** Of the latents: an eighth of the picture's. */
  readonly height: number
  readonly width: number
  /** Also predicts for the negative prompt, and goes on from there. */
  readonly guidance: boolean
  /** Length of an embedded prompt. */
  readonly tokens: number
  /** Width of an embedded prompt, and of its pooled form where there is one. */
  readonly promptWidth: number
  readonly pooledWidth: number | undefined
}

/** Order of the numbers in the input `coefficients`. */
export const coefficientNames = ['inputScale', 'sample', 'modelOutput', 'noise', 'guidanceScale'] as const

/**
 * One step as one graph: input scaling, UNet, guidance and the scheduler's update. All schedulers that are supported are
 * linear in what they are given: `next = sample · latents + modelOutput · prediction + noise · noise`.
 *
 * Inputs (float32): `latents` and `noise` [count, 4, h, w], `timestep` [1], `coefficients` [5], `promptEmbeds` [P · count,
 * tokens, width], each picture's own, with P = 2 under guidance (all the negative ones first) and 1 otherwise; SDXL:
 * `textEmbeds` [P · count, width], `timeIds` [1, 6]; LCM: `timestepCond` [1, dim]. Output: `next` [count, 4, h, w].
 *
 * Pictures have their own prompts even where all share one, so that a cross-fade needs no other graph.
 * @see Ho and Salimans 2022, https://arxiv.org/abs/2207.12598
 */
export function denoiseGraph(options: DenoiseOptions): Uint8Array {
  return denoiseNetwork(options).serialize()
}

/** The same before it is written down, for those who want to look at it. */
export function denoiseNetwork(options: DenoiseOptions): Graph {
  const { config, tensors, dialect, count, height, width, guidance, tokens, promptWidth, pooledWidth } = options
  const g = new Graph('denoise', dialect)
  const weights = new Weights(tensors)
  const prompts = guidance ? 2 * count : count
  const real = (name: string, shape: readonly number[]) => g.input(name, 'float32', shape)

  const latents = real('latents', [count, config.in_channels, height, width])
  const noise = real('noise', latents.shape)
  const timestep = real('timestep', [1])
  const coefficients = real('coefficients', [coefficientNames.length])
  const [inputScale, sample, modelOutput, noiseScale, guidanceScale] = coefficientNames.map((_, i) =>
    g.slice(coefficients, 0, i, i + 1),
  )
  const float = (value: Value) => g.cast(value, dialect.float)
  const scaled = g.mul(latents, inputScale)
  const prediction = unet(
    g,
    {
      sample: float(guidance ? g.concat([scaled, scaled], 0) : scaled),
      timestep,
      encoderHiddenStates: float(real('promptEmbeds', [prompts, tokens, promptWidth])),
      ...(config.addition_embed_type === 'text_time' && {
        textEmbeds: float(real('textEmbeds', [prompts, pooledWidth ?? 0])),
        timeIds: real('timeIds', [1, 6]),
      }),
      ...(config.time_cond_proj_dim !== null && {
        timestepCond: float(real('timestepCond', [1, config.time_cond_proj_dim])),
      }),
    },
    weights,
    config,
  )
  weights.assertAllTaken()

  const guided = guidance ? guide(g, g.cast(prediction, 'float32'), guidanceScale) : g.cast(prediction, 'float32')
  const kept = g.add(g.mul(latents, sample), g.mul(guided, modelOutput))
  g.output('next', g.add(kept, g.mul(noise, noiseScale)))
  return g
}

function guide(g: Graph, prediction: Value, scale: Value): Value {
  const [negative, positive] = g.split(prediction, 2, 0)
  return g.add(negative, g.mul(g.sub(positive, negative), scale))
}
