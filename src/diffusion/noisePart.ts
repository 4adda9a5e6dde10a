import type { NoisePlan } from './noisePlan.ts'

/** Some pictures of a batch: `count` from `first` on, of a batch of `of`. */
export type Part = { readonly first: number; readonly count: number; readonly of: number }

/** The noise of a part of a batch, as drawn for the whole; beyond its end, that of its last picture again. */
export function noisePart(plan: NoisePlan, part: Part): NoisePlan {
  const { first, count, of } = part
  if (first === 0 && count === of) return plan
  const cut = (noise: Float32Array, size: number): Float32Array => {
    const cutOut = new Float32Array(count * size)
    for (let i = 0; i < count; i++) {
      const from = Math.min(first + i, of - 1) * size
      cutOut.set(noise.subarray(from, from + size), i * size)
    }
    return cutOut
  }
  const whole = (noise: Float32Array) => cut(noise, noise.length / of)
  return {
    posterior: plan.posterior && whole(plan.posterior),
    // shared by all of the batch
    initial: plan.isInitialShared ? plan.initial : whole(plan.initial),
    steps: plan.steps.map((noise) => noise && whole(noise)),
  }
}
