import type { Encodings } from './encodings.ts'
import type { WeightedTokens } from './weightedTokens.ts'

/**
 * Hidden states of a weighted prompt.
 *
 * Every token is moved away from, or towards, what an empty prompt has in its place: `empty + (states - empty) * weight`.
 * For each fragment below 1 the same is done with the fragment hidden from the others, and mixed in with a share of
 * `tan((1 - weight) * pi / 2)` beside 1: half of each at 0.5, nothing left of the fragment at 0.
 *
 * @param empty ids of the empty prompt
 * @returns [tokens, width]; not to be written to
 * @see compel 2.0.2 `EmbeddingsProvider`, `DownweightMode.MASK`
 */
export async function weightedStates(
  { ids, weights, hidden }: WeightedTokens,
  empty: readonly number[],
  encodings: Encodings,
): Promise<Float32Array> {
  const { states } = await encodings.of(ids)
  if (weights.every((weight) => weight === 1)) return states
  const reference = (await encodings.of(empty)).states
  const without = await Promise.all(hidden.map(({ attentionMask }) => encodings.of(ids, attentionMask)))
  const shares = hidden.map(({ weight }) => Math.tan(((1 - Math.max(weight, SMALLEST_WEIGHT)) * Math.PI) / 2))
  const mixed = mix([states, ...without.map((other) => other.states)], [1, ...shares])
  return weigh(mixed, reference, weights)
}

// tan has no value at a quarter turn
const SMALLEST_WEIGHT = 1e-5

/** Mean of some tensors of the same size; the shares are brought to a sum of 1. */
function mix(tensors: readonly Float32Array[], shares: readonly number[]): Float64Array {
  const sum = shares.reduce((total, share) => total + share, 0)
  const mixed = new Float64Array(tensors[0]?.length ?? 0)
  for (const [k, tensor] of tensors.entries()) {
    const share = (shares[k] as number) / sum
    for (let i = 0; i < mixed.length; i++) mixed[i] = (mixed[i] as number) + (tensor[i] as number) * share
  }
  return mixed
}

// Weighing after mixing gives the same as before it: both are sums, and the weights are the same for all.
function weigh(states: Float64Array, empty: Float32Array, weights: readonly number[]): Float32Array {
  const width = states.length / weights.length
  return Float32Array.from(states, (value, i) => {
    const base = empty[i] as number
    return base + (value - base) * (weights[Math.floor(i / width)] as number)
  })
}
