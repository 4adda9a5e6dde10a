import type { Parameters } from '#settings/schema.ts'
import { mixed } from '../preview/hash.ts'

/**
 * What a batch is seeded with: one number for all if the seed is fixed. Otherwise one for each picture, from its `seq`, so
 * that every worker draws the same noise for the same frame.
 */
export function seedsFor({ seed, fixedSeed }: Parameters, seqs: readonly number[]): number | readonly number[] {
  return fixedSeed ? seed : seqs.map((seq) => mixed(seed + mixed(seq)))
}
