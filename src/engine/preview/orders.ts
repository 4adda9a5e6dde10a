import type { Look } from '#frame/look.ts'
import type { Parameters } from '#settings/schema.ts'
import { mixed } from './hash.ts'
import type { Order, Orders } from './studio.ts'

type Painting = { readonly prompt: string; readonly seed: number; readonly weight: number }

/**
 * What a picture is painted by. A filter cannot mix prompts as a model does: the two heaviest pairs of a prompt and a seed
 * are painted, and the pictures are mixed. Without a fixed seed every `seq` moves the strokes, on every worker alike.
 */
export function ordersFor(parameters: Parameters, look: Look, seq: number): Orders {
  const { strength, numInferenceSteps, fixedSeed } = parameters
  const orderOf = ({ prompt, seed }: Painting): Order => {
    // 0 would leave them where they are
    const unrest = fixedSeed ? 0 : mixed(seed + mixed(seq)) || 1
    return { prompt, strength, numInferenceSteps, seed, unrest }
  }
  const [first, second] = paintings(look)
  if (!second) return { order: orderOf(first) }
  return {
    order: orderOf(first),
    second: { order: orderOf(second), share: second.weight / (first.weight + second.weight) },
  }
}

/** The pairs of a prompt and a seed, the heaviest first. */
function paintings({ prompts, seeds }: Look): Painting[] {
  const pairs = prompts.flatMap(({ text, weight }) =>
    // of noises it is the squares that add up to 1
    seeds.map((other) => ({ prompt: text, seed: other.seed, weight: weight * other.weight ** 2 })),
  )
  return pairs.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)
}
