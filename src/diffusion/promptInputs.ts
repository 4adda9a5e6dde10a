import type { PromptMix } from '#frame/look.ts'
import type { PromptEmbeds } from './prompt/promptEmbeds.ts'
import type { PromptMixer } from './prompt/promptMixer.ts'
import type { Tensor } from './session.ts'

/** What a batch is to become, in words. */
export type Prompts = {
  /** One for the batch, or a mix for each picture. */
  readonly prompt: string | readonly PromptMix[]
  readonly negativePrompt: string
  /** Whether weights and blends in the prompts are understood. */
  readonly compel: boolean
}

export type PromptInputsOptions = {
  readonly count: number
  /** The network predicts for the negative prompt as well. */
  readonly guided: boolean
}

/** What the UNet is told of the prompts of a batch: each picture's own, under guidance after the negative ones of all. */
export type PromptInputs = { readonly promptEmbeds: Tensor; readonly textEmbeds?: Tensor }

/** Makes tensors of prompts. Most batches have the prompts of the one before, and get the same tensors. */
export class PromptInputsMaker {
  readonly #mixer: PromptMixer
  readonly #emptyIsZero: boolean
  #zero: PromptEmbeds | undefined
  #last: { readonly embeds: readonly PromptEmbeds[]; readonly inputs: PromptInputs } | undefined

  /** @param options.emptyIsZero an empty negative prompt is no text to encode, but zeros */
  constructor(mixer: PromptMixer, { emptyIsZero }: { emptyIsZero: boolean }) {
    this.#mixer = mixer
    this.#emptyIsZero = emptyIsZero
  }

  /** @throws what the conditioner throws; RangeError if there is not one mix for each picture */
  async make({ prompt, negativePrompt, compel }: Prompts, options: PromptInputsOptions): Promise<PromptInputs> {
    const { count, guided } = options
    const mixes = typeof prompt === 'string' ? Array<PromptMix>(count).fill(alone(prompt)) : prompt
    if (mixes.length !== count) throw new RangeError(`${mixes.length} prompts for ${count} pictures`)
    const positives = await Promise.all(mixes.map((mix) => this.#mixer.embed(mix, { compel })))
    if (!guided) return this.#sideBySide(positives)
    const isZero = this.#emptyIsZero && negativePrompt === ''
    const negative = isZero ? this.#zeroLike(positives[0]) : await this.#mixer.embed(alone(negativePrompt), { compel })
    return this.#sideBySide([...positives.map(() => negative), ...positives])
  }

  #zeroLike({ tokens, promptEmbeds, pooled }: PromptEmbeds): PromptEmbeds {
    this.#zero ??= {
      tokens,
      promptEmbeds: new Float32Array(promptEmbeds.length),
      pooled: pooled && new Float32Array(pooled.length),
    }
    return this.#zero
  }

  #sideBySide(embeds: readonly PromptEmbeds[]): PromptInputs {
    const last = this.#last
    const isAsBefore = last?.embeds.length === embeds.length && embeds.every((each, i) => each === last.embeds[i])
    if (isAsBefore) return last.inputs
    const inputs = joined(embeds)
    this.#last = { embeds, inputs }
    return inputs
  }
}

function alone(text: string): PromptMix {
  return [{ text, weight: 1 }]
}

function joined(embeds: readonly PromptEmbeds[]): PromptInputs {
  const [{ tokens, promptEmbeds, pooled }] = embeds
  const states = embeds.map((each) => each.promptEmbeds)
  const shape = [embeds.length, tokens, promptEmbeds.length / tokens]
  const inputs = { promptEmbeds: { type: 'float32', values: inOne(states), shape } } as const
  if (!pooled) return inputs
  const values = inOne(embeds.map((each) => each.pooled ?? new Float32Array(pooled.length)))
  return { ...inputs, textEmbeds: { type: 'float32', values, shape: [embeds.length, pooled.length] } }
}

/** One after the other; a single one is not copied. */
function inOne(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]
  const all = new Float32Array(parts.length * parts[0].length)
  for (const [i, part] of parts.entries()) all.set(part, i * part.length)
  return all
}
