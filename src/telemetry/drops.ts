/** The places that may lose a frame or turn something away. */
export type DropPlace =
  | 'source'
  | 'door'
  | 'dispatch'
  | 'wire'
  | 'worker'
  | 'reorder'
  | 'output'
  | 'viewer'
  | 'osc'
  | 'audit'

/** Counts what is lost or turned away, by the place that did it and the cause. Causes are short, fixed phrases. */
export class Drops {
  readonly #counts = new Map<string, number>()

  count(place: DropPlace, cause: string, n = 1): void {
    const key = `${place}\t${cause}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + n)
  }

  total(place: DropPlace, cause: string): number {
    return this.#counts.get(`${place}\t${cause}`) ?? 0
  }

  /** All counts so far, place → cause → number. */
  snapshot(): Record<string, Record<string, number>> {
    const all: Record<string, Record<string, number>> = {}
    for (const [key, n] of this.#counts) {
      const [place, cause] = key.split('\t') as [string, string]
      all[place] ??= {}
      all[place][cause] = n
    }
    return all
  }
}
