import type { SeedMix } from '#frame/look.ts'
import { mixed } from '../preview/hash.ts'

/**
 * What a picture is seeded with where every frame has noise of its own: each seed of its mix goes on to another one with the
 * frame's `seq`, so that every worker draws the same noise for the same frame.
 */
export function seedsFor(mix: SeedMix, seq: number): SeedMix {
  return mix.map(({ seed, weight }) => ({ seed: mixed(seed + mixed(seq)), weight }))
}
