import { type NoisePrecision, TorchGenerator } from './noise.ts'
import type { Step } from './scheduler/scheduler.ts'

/** All random numbers of one run, in the order in which diffusers draws them. */
export type NoisePlan = {
  /** For the posterior of an AutoencoderKL, [count, ...latents]. */
  readonly posterior: Float32Array | undefined
  /** [...latents], shared by the batch, or [count, ...latents]. */
  readonly initial: Float32Array
  /** One for each step, [count, ...latents]; undefined where the scheduler gives it no weight. */
  readonly steps: readonly (Float32Array | undefined)[]
}

export type NoiseWishes = {
  readonly count: number
  /** Number of values of one picture's latents. */
  readonly latentSize: number
  readonly drawsPosterior: boolean
  readonly steps: readonly Step[]
  readonly precision: NoisePrecision
  /** `each` draws initial noise for every picture of the batch, as a stock diffusers pipeline does. */
  readonly initial?: 'shared' | 'each'
}

/** Draws everything from one generator, which is left where diffusers would leave it. */
export function drawNoise(generator: TorchGenerator, wishes: NoiseWishes): NoisePlan {
  const { plan, left } = draws(generator, wishes)
  for (const size of left) generator.passOver(size, wishes.precision)
  return plan
}

/** @returns what was drawn, and the sizes of what diffusers would draw after that without using it */
function draws(generator: TorchGenerator, wishes: NoiseWishes): { plan: NoisePlan; left: number[] } {
  const { count, latentSize, drawsPosterior, steps, precision, initial = 'shared' } = wishes
  const left: number[] = []
  const draw = (size: number) => {
    for (const unused of left.splice(0)) generator.passOver(unused, precision)
    return generator.randn(size, precision)
  }
  const plan = {
    posterior: drawsPosterior ? draw(count * latentSize) : undefined,
    initial: draw(initial === 'shared' ? latentSize : count * latentSize),
    steps: steps.map(({ drawsNoise, noise }) => {
      if (drawsNoise && noise !== 0) return draw(count * latentSize)
      if (drawsNoise) left.push(count * latentSize)
      return undefined
    }),
  }
  return { plan, left }
}

/** Each picture has a seed of its own: the draws of single pictures, one after the other. */
export function drawNoiseFor(seeds: readonly number[], wishes: NoiseWishes): NoisePlan {
  const plans = seeds.map((seed) => draws(new TorchGenerator(seed), { ...wishes, count: 1 }).plan)
  const joined = (parts: readonly (Float32Array | undefined)[]) => {
    if (parts.some((part) => part === undefined)) return undefined
    const all = new Float32Array(seeds.length * wishes.latentSize)
    for (const [i, part] of parts.entries()) all.set(part ?? [], i * wishes.latentSize)
    return all
  }
  return {
    posterior: joined(plans.map(({ posterior }) => posterior)),
    initial: joined(plans.map(({ initial }) => initial)) ?? new Float32Array(),
    steps: wishes.steps.map((_, i) => joined(plans.map(({ steps }) => steps[i]))),
  }
}
