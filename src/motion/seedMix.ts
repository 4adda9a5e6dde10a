import type { Settings } from '#settings/schema.ts'

/** Seeds and their weights; the squares of the weights add up to 1. Heaviest first. */
export type SeedMix = readonly { readonly seed: number; readonly weight: number }[]

export type SeedSettings = Pick<Settings, 'seed' | 'secondSeed' | 'seedTravel'>

/** Each costs a worker one drawing of noise. */
export const MAX_MIXED_SEEDS = 4

/** The place on the way from `seed` to `secondSeed` that the settings ask for. */
export function wantedSeeds({ seed, secondSeed, seedTravel }: SeedSettings): SeedMix {
  return seedsBetween(single(seed), single(secondSeed), seedTravel)
}

/**
 * A mix on the shortest way along the sphere from one to another. The noises of different seeds are taken for orthogonal,
 * which they are within 1 / sqrt(number of values).
 *
 * @param share of the way, 0 to 1
 * @see Shoemake 1985, "Animating rotation with quaternion curves" (slerp)
 */
export function seedsBetween(from: SeedMix, to: SeedMix, share: number): SeedMix {
  const angle = Math.acos(Math.min(1, product(from, to)))
  if (share <= 0) return from
  // nearly the same place: the way between them has no direction
  if (share >= 1 || angle < 1e-6) return to
  const scaled = (mix: SeedMix, by: number) => mix.map(({ seed, weight }) => ({ seed, weight: weight * by }))
  return mixOf([...scaled(from, Math.sin((1 - share) * angle)), ...scaled(to, Math.sin(share * angle))])
}

function single(seed: number): SeedMix {
  return [{ seed, weight: 1 }]
}

function product(a: SeedMix, b: SeedMix): number {
  return a.reduce((sum, { seed, weight }) => sum + weight * (b.find((other) => other.seed === seed)?.weight ?? 0), 0)
}

function mixOf(parts: SeedMix): SeedMix {
  const sums = new Map<number, number>()
  for (const { seed, weight } of parts) sums.set(seed, (sums.get(seed) ?? 0) + weight)
  const kept = [...sums].sort(([, a], [, b]) => b - a).slice(0, MAX_MIXED_SEEDS)
  const length = Math.hypot(...kept.map(([, weight]) => weight))
  return kept.map(([seed, weight]) => ({ seed, weight: weight / length }))
}
