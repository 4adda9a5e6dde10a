import { z } from 'zod'
import { isPlainly, type Look } from '#frame/look.ts'
import type { Parameters } from '#settings/schema.ts'
import { MAX_FRAMES, MAX_PROMPTS, MAX_SEEDS, WireError } from './protocol.ts'

/** Looks as they travel: every text and seed once, and for each frame which of them by their places, and how much. */
export type PackedLooks = z.infer<typeof packedLooks>

type Share = readonly [place: number, weight: number]

const place = z.int().min(0)
const shares = z.array(z.tuple([place, z.number().min(0).max(1)])).min(1)

export const packedLooks = z.object({
  texts: z.array(z.string()).min(1).max(MAX_PROMPTS),
  seeds: z.array(place).min(1).max(MAX_SEEDS),
  frames: z
    .array(z.object({ prompts: shares.max(MAX_PROMPTS), seeds: shares.max(MAX_SEEDS) }))
    .min(1)
    .max(MAX_FRAMES),
})

/** @returns undefined where every frame shows the prompt and the seed of the parameters, which need not be told again */
export function packLooks(looks: readonly Look[], parameters: Parameters): PackedLooks | undefined {
  if (looks.every((look) => isPlainly(look, parameters))) return undefined
  const texts = [...new Set(looks.flatMap(({ prompts }) => prompts.map(({ text }) => text)))]
  const seeds = [...new Set(looks.flatMap((look) => look.seeds.map(({ seed }) => seed)))]
  const frames = looks.map((look) => ({
    prompts: look.prompts.map(({ text, weight }): [number, number] => [texts.indexOf(text), weight]),
    seeds: look.seeds.map(({ seed, weight }): [number, number] => [seeds.indexOf(seed), weight]),
  }))
  return { texts, seeds, frames }
}

/**
 * One look for each frame.
 * @throws WireError if there are more or fewer, a place is empty, or weights do not keep what a `Look` promises
 */
export function unpackLooks({ texts, seeds, frames }: PackedLooks, count: number): readonly Look[] {
  if (frames.length !== count) throw new WireError(`a job of ${count} frames with ${frames.length} looks`)
  return frames.map((frame) => {
    assertOne('prompts', frame.prompts, (weight) => weight)
    assertOne('seeds', frame.seeds, (weight) => weight ** 2)
    return {
      prompts: frame.prompts.map(([place, weight]) => ({ text: at(texts, place), weight })),
      seeds: frame.seeds.map(([place, weight]) => ({ seed: at(seeds, place), weight })),
    }
  })
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place]
  if (found === undefined) throw new WireError(`a look that asks for number ${place} of ${list.length}`)
  return found
}

/** What rounding may do to a sum. */
const TOLERANCE = 1e-3

function assertOne(what: string, shares: readonly Share[], counted: (weight: number) => number): void {
  const sum = shares.reduce((total, [, weight]) => total + counted(weight), 0)
  if (Math.abs(sum - 1) > TOLERANCE) throw new WireError(`a look whose ${what} add up to ${sum.toFixed(3)}`)
}
