import type { Parameters } from '#settings/schema.ts'
import { mixed } from './hash.ts'
import type { Order } from './studio.ts'

/** What each picture of a batch is painted by. Without a fixed seed every `seq` moves the strokes, on every worker alike. */
export function ordersFor(parameters: Parameters, seqs: readonly number[]): Order[] {
  const { prompt, strength, numInferenceSteps, seed, fixedSeed } = parameters
  return seqs.map((seq) => {
    // 0 would leave them where they are
    const unrest = fixedSeed ? 0 : mixed(seed + mixed(seq)) || 1
    return { prompt, strength, numInferenceSteps, seed, unrest }
  })
}
