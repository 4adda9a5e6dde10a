import type { NoisePrecision, TorchGenerator } from './noise.ts'
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
  readonly steps: readonly Pick<Step, 'drawsNoise' | 'noise'>[]
  readonly precision: NoisePrecision
  /** `each` draws initial noise for every picture of the batch, as a stock diffusers pipeline does. */
  readonly initial: 'shared' | 'each'
}

/** Draws everything from one generator, which is left where diffusers would leave it. */
export function drawNoise(generator: TorchGenerator, wishes: NoiseWishes): NoisePlan {
  const { plan, left } = draws(generator, wishes)
  for (const size of left) generator.passOver(size, wishes.precision)
  return plan
}

/** The same, without what diffusers would draw at the end and not use: for a generator that nobody goes on with. */
export function drawNoiseOnce(generator: TorchGenerator, wishes: NoiseWishes): NoisePlan {
  return draws(generator, wishes).plan
}

/** What of the wishes decides which numbers are drawn: equal for equal plans. */
export function keyOf({ count, latentSize, drawsPosterior, steps, precision, initial }: NoiseWishes): string {
  const drawn = steps.map(({ drawsNoise, noise }) => Number(drawsNoise) + Number(noise !== 0))
  return [count, latentSize, drawsPosterior, drawn, precision, initial].join(' ')
}

/** Number of values of a plan. */
export function valuesOf({ posterior, initial, steps }: NoisePlan): number {
  return [posterior, initial, ...steps].reduce((sum, noise) => sum + (noise?.length ?? 0), 0)
}

/** @returns what was drawn, and the sizes of what diffusers would draw after that without using it */
function draws(generator: TorchGenerator, wishes: NoiseWishes): { plan: NoisePlan; left: number[] } {
  const { count, latentSize, drawsPosterior, steps, precision, initial } = wishes
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
