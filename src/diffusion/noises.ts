import type { SeedMix } from '#frame/look.ts'
import { TorchGenerator } from './noise.ts'
import { type Ingredient, mixNoise } from './noiseMix.ts'
import { noisePart, type Part } from './noisePart.ts'
import { drawNoise, drawNoiseOnce, keyOf, type NoisePlan, type NoiseWishes, valuesOf } from './noisePlan.ts'

/** What a batch is seeded with: one number for all, a mix for each picture, or on from where the last run stopped. */
export type Seed = number | readonly SeedMix[] | 'continue'

export type NoiseRequest = Omit<NoiseWishes, 'count'> & {
  readonly seed: Seed
  /** Which pictures of a larger batch these are: their noise is that of their places in it. */
  readonly part: Part
  /** Mixes only: the noise of each picture is the one that it would have by itself, whatever its place. */
  readonly alone: boolean
}

/** Values that are remembered, 4 bytes each: dozens of plans for four pictures of 1024x576. */
const REMEMBERED_VALUES = 2 ** 24

/** The random numbers of a model's runs. What a seed draws is remembered, so that the way from one to another costs a sum. */
export class Noises {
  // a Map remembers the order of insertion: the first one is the one unused for longest
  readonly #drawn = new Map<string, NoisePlan>()
  #drawnValues = 0
  #generator = new TorchGenerator(0)
  #last: { readonly key: string; readonly plan: NoisePlan } | undefined

  /** @returns a plan for the part's pictures; not to be written to */
  of({ seed, part, alone, ...rest }: NoiseRequest): NoisePlan {
    const wishes = { ...rest, count: part.of }
    if (seed === 'continue') return noisePart(drawNoise(this.#generator, wishes), part, rest.latentSize)
    // the same numbers for every batch of a show, as long as nothing moves
    const key = JSON.stringify([seed, part, alone, keyOf(wishes)])
    if (this.#last?.key === key) return this.#last.plan
    const plan = typeof seed === 'number' ? this.#batchOf(seed, part, wishes) : this.#mixOf(seed, part, alone, wishes)
    this.#last = { key, plan }
    return plan
  }

  #batchOf(seed: number, part: Part, wishes: NoiseWishes): NoisePlan {
    return noisePart(this.#planOf(seed, wishes), part, wishes.latentSize)
  }

  #mixOf(mixes: readonly SeedMix[], part: Part, alone: boolean, wishes: NoiseWishes): NoisePlan {
    const only = alone ? undefined : onlySeed(mixes)
    if (only !== undefined) return this.#batchOf(only, part, wishes)
    const at = (seed: number, i: number) =>
      alone
        ? { plan: drawNoiseOnce(new TorchGenerator(seed), { ...wishes, count: 1 }), place: 0 }
        : { plan: this.#planOf(seed, wishes), place: Math.min(part.first + i, part.of - 1) }
    const pictures = mixes.map((mix, i) =>
      heard(mix).map(({ seed, weight }): Ingredient => ({ ...at(seed, i), weight })),
    )
    return mixNoise(pictures, wishes.latentSize)
  }

  #planOf(seed: number, wishes: NoiseWishes): NoisePlan {
    const key = `${seed} ${keyOf(wishes)}`
    const known = this.#drawn.get(key)
    if (known) this.#forget(key, known)
    const plan = known ?? this.#draw(seed, wishes)
    this.#drawn.set(key, plan)
    this.#drawnValues += valuesOf(plan)
    for (const [oldest, its] of this.#drawn) {
      if (this.#drawnValues <= REMEMBERED_VALUES) break
      this.#forget(oldest, its)
    }
    return plan
  }

  #draw(seed: number, wishes: NoiseWishes): NoisePlan {
    this.#generator = new TorchGenerator(seed)
    return drawNoise(this.#generator, wishes)
  }

  #forget(key: string, plan: NoisePlan): void {
    this.#drawn.delete(key)
    this.#drawnValues -= valuesOf(plan)
  }
}

/** The seed of all pictures, if nothing is mixed. */
function onlySeed(mixes: readonly SeedMix[]): number | undefined {
  const [first] = heard(mixes[0])
  const isOnly = (mix: SeedMix) => mix.every(({ seed, weight }) => seed === first.seed || weight === 0)
  return mixes.every(isOnly) ? first.seed : undefined
}

/** What has no weight need not be drawn. */
function heard(mix: SeedMix): SeedMix {
  return mix.filter(({ weight }) => weight !== 0)
}
