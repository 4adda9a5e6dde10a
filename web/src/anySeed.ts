const SEEDS = 100_000

/** A seed that people can read out to one another. */
export function anySeed(): number {
  return Math.floor(Math.random() * SEEDS)
}
