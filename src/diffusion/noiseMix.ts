import type { NoisePlan } from './noisePlan.ts'
import { weightedSum } from './weightedSum.ts'

/** One of the noises that a picture's noise is mixed of: that of one place in a plan. */
export type Ingredient = { readonly plan: NoisePlan; readonly place: number; readonly weight: number }

/**
 * Noise for pictures of which each has its own mix: `Σ weight · noise`, for all that a run draws. The weight of an ingredient
 * that is alone is taken for 1, and its values come as they are.
 *
 * With weights whose squares add up to 1 the sum has the variance of each noise, as the noises are independent. For two that is
 * the way along the sphere between them (slerp) as it is for noises that stand exactly at right angles. Two that were drawn
 * do within about 1 / √n radians, n being the number of values: half a percent for a picture of 1024x576. Exact slerp would
 * measure that angle; it would keep the length of the sum to the same half percent, and need another formula for three.
 *
 * @param pictures   for each picture what it is mixed of, at least one; all plans drawn with the same wishes but for `count`
 * @param latentSize number of values of one picture's latents
 * @returns a plan for all the pictures, none of it shared with what was given
 * @see Shoemake 1985, "Animating rotation with quaternion curves"
 */
export function mixNoise(pictures: readonly (readonly Ingredient[])[], latentSize: number): NoisePlan {
  const [[{ plan }]] = pictures
  const joined = (of: (plan: NoisePlan) => Float32Array) => {
    const all = new Float32Array(pictures.length * latentSize)
    for (const [i, picture] of pictures.entries()) {
      mixInto(all.subarray(i * latentSize, (i + 1) * latentSize), picture, of)
    }
    return all
  }
  return {
    posterior: plan.posterior && joined(({ posterior }) => posterior as Float32Array),
    initial: joined(({ initial }) => initial),
    steps: plan.steps.map((noise, i) => noise && joined(({ steps }) => steps[i] as Float32Array)),
  }
}

function mixInto(target: Float32Array, picture: readonly Ingredient[], of: (plan: NoisePlan) => Float32Array): void {
  const parts = picture.map(({ plan, place }) => partOf(of(plan), place, target.length))
  const weights = picture.map(({ weight }) => weight)
  if (parts.length === 1) target.set(parts[0])
  else weightedSum(parts, weights, target)
}

/** Noise of one picture's size is shared by the batch. */
function partOf(noise: Float32Array, place: number, size: number): Float32Array {
  return noise.length === size ? noise : noise.subarray(place * size, (place + 1) * size)
}
