import type { PromptMix } from '#frame/look.ts'
import type { Conditioner } from './conditioner.ts'
import { Lru } from './lru.ts'
import type { PromptEmbeds } from './promptEmbeds.ts'
import { weightedEmbeds } from './weightedEmbeds.ts'

/** Pictures that follow one another often have the same mix: one that is held, or the frames of a paused source. */
const KEPT = 4

/** Mixes prompts by adding up their embeddings, pooled vectors included. Each prompt is encoded once; new weights run no network. */
export class PromptMixer {
  readonly #conditioner: Conditioner
  readonly #mixed = new Lru<string, Promise<PromptEmbeds>>(KEPT)

  constructor(conditioner: Conditioner) {
    this.#conditioner = conditioner
  }

  /**
   * @param mix the weight of a prompt that is alone is taken for 1: its embedding comes as it is
   * @returns the same object for the same mix as long as it is remembered: not to be written to
   * @throws what the conditioner throws, for any of the prompts
   */
  embed(mix: PromptMix, options: { compel: boolean }): Promise<PromptEmbeds> {
    const heard = mix.filter(({ weight }) => weight > 0)
    if (heard.length === 1) return this.#conditioner.embed(heard[0].text, options)
    const key = JSON.stringify([options.compel, heard])
    const mixed = this.#mixed.get(key, () => this.#mix(heard, options))
    mixed.catch(() => this.#mixed.forget(key, mixed))
    return mixed
  }

  async #mix(mix: PromptMix, options: { compel: boolean }): Promise<PromptEmbeds> {
    const all = await Promise.all(mix.map(({ text }) => this.#conditioner.embed(text, options)))
    return weightedEmbeds(
      all,
      mix.map(({ weight }) => weight),
    )
  }
}
