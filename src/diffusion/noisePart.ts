import type { NoisePlan } from './noisePlan.ts'

/** Some pictures of a batch: `count` from `first` on, of a batch of `of`. */
export type Part = { readonly first: number; readonly count: number; readonly of: number }

/**
 * The noise of a part of a batch, as drawn for the whole; for pictures beyond its end, that of its last one again.
 * @param latentSize number of values of one picture's latents
 */
export function noisePart(plan: NoisePlan, { first, count, of }: Part, latentSize: number): NoisePlan {
  if (first === 0 && count === of) return plan
  const cut = (noise: Float32Array): Float32Array => {
    const part = new Float32Array(count * latentSize)
    for (let i = 0; i < count; i++) {
      const from = Math.min(first + i, of - 1) * latentSize
      part.set(noise.subarray(from, from + latentSize), i * latentSize)
    }
    return part
  }
  const isShared = plan.initial.length === latentSize
  return {
    posterior: plan.posterior && cut(plan.posterior),
    initial: isShared ? plan.initial : cut(plan.initial),
    steps: plan.steps.map((noise) => noise && cut(noise)),
  }
}
