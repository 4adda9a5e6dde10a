import type { Transition } from '#settings/store.ts'

export type Curve = Transition['curve']

/**
 * How far something has got that has a share of its time behind it. Begins at 0, ends at 1 and never turns back.
 *
 * @param share of the time; below 0 counts as 0, above 1 as 1
 * @see `ease` is smoothstep, 3t² - 2t³, which stands still at both ends; the others are t² from one end
 */
export function curved(curve: Curve, share: number): number {
  if (!(share > 0)) return 0
  return share >= 1 ? 1 : WAYS[curve](share)
}

const WAYS: Readonly<Record<Curve, (t: number) => number>> = {
  linear: (t) => t,
  ease: (t) => t * t * (3 - 2 * t),
  'ease-in': (t) => t * t,
  'ease-out': (t) => t * (2 - t),
}
