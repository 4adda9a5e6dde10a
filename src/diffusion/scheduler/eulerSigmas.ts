import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { spacedTimesteps } from './spacedTimesteps.ts'

const { exp, fround, log } = Math

export type EulerSigmas = {
  readonly timesteps: readonly number[]
  /** Noise level of each timestep, and one more at the end, at which the last step arrives. */
  readonly sigmas: readonly number[]
}

/**
 * Noise levels of a schedule: those of the training, `√((1 − ᾱ) / ᾱ)`, read at the schedule's timesteps.
 *
 * @param alphas `alphasCumprod(config)`, none of them 0
 * @see Karras et al. 2022, https://arxiv.org/abs/2206.00364; diffusers `EulerDiscreteScheduler.set_timesteps`
 */
export function eulerSigmas(config: SchedulerConfig, alphas: Float32Array, count: number): EulerSigmas {
  const trained = alphas.map((alpha) => fround(fround(1 - alpha) / alpha) ** 0.5)
  const timesteps = spacedTimesteps(config, count)
  const isEuler = config._class_name === 'EulerDiscreteScheduler'
  const isLogLinear = isEuler && config.interpolation_type === 'log_linear'
  const sigmas = isLogLinear ? logLinear(trained, count) : timesteps.map((t) => interpolated(trained, t))
  if (!isEuler || !config.use_karras_sigmas) return { timesteps, sigmas: [...sigmas.map(fround), 0] }
  const karras = karrasSigmas(sigmas[0], sigmas[sigmas.length - 1], count)
  const logs = trained.map(log)
  return { timesteps: karras.map((sigma) => fround(timestepOf(sigma, logs))), sigmas: [...karras.map(fround), 0] }
}

/** Equal ratios from the strongest noise to the weakest, which is where the last step ends. */
function logLinear(trained: Float32Array, count: number): number[] {
  const [from, to] = [log(trained[trained.length - 1]), log(trained[0])]
  return Array.from({ length: count + 1 }, (_, i) => exp(from + ((to - from) * i) / count))
}

/** Strides that shrink toward the end. Karras et al. 2022, equation 5, ρ = 7. */
function karrasSigmas(max: number, min: number, count: number): number[] {
  const [from, to] = [max ** (1 / 7), min ** (1 / 7)]
  return Array.from({ length: count }, (_, i) => (from + (count === 1 ? 0 : i / (count - 1)) * (to - from)) ** 7)
}

/** The timestep with that noise level, between two of the training's. diffusers `_sigma_to_t` */
function timestepOf(sigma: number, logs: Float32Array): number {
  const wanted = log(Math.max(sigma, 1e-10))
  const low = Math.min(
    Math.max(
      logs.findLastIndex((known) => known <= wanted),
      0,
    ),
    logs.length - 2,
  )
  const share = (logs[low] - wanted) / (logs[low] - logs[low + 1])
  return low + Math.min(Math.max(share, 0), 1)
}

/** Straight lines between the values; the first and the last hold outside. */
function interpolated(values: Float32Array, at: number): number {
  if (at <= 0) return values[0]
  const low = Math.floor(at)
  if (low >= values.length - 1) return values[values.length - 1]
  return values[low] + (values[low + 1] - values[low]) * (at - low)
}
