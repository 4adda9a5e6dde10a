import { Lru } from './lru.ts'
import type { TextEncoder, TextEncoding } from './textEncoder.ts'

/** Of a text encoding, what the family of the model uses. */
export type Encoding = { readonly states: Float32Array; readonly pooled: Float32Array | undefined }

/** A text encoder with a memory: the same ids under the same mask are encoded once, even if asked for at the same time. */
export class Encodings {
  readonly #encoder: TextEncoder
  readonly #layer: 'last' | 'penultimate'
  readonly #known: Lru<string, Promise<Encoding>>

  /**
   * @param layer    which of the two hidden states is kept
   * @param capacity how many encodings are kept
   */
  constructor(encoder: TextEncoder, layer: 'last' | 'penultimate', capacity: number) {
    this.#encoder = encoder
    this.#layer = layer
    this.#known = new Lru(capacity)
  }

  /** @param attentionMask all ones if not given */
  of(ids: readonly number[], attentionMask: readonly number[] = ids.map(() => 1)): Promise<Encoding> {
    const key = `${ids.join()} ${attentionMask.join('')}`
    const encoding = this.#known.get(key, () => this.#encode(ids, attentionMask))
    // a failure is not worth remembering
    encoding.catch(() => this.#known.forget(key, encoding))
    return encoding
  }

  async #encode(ids: readonly number[], attentionMask: readonly number[]): Promise<Encoding> {
    const encoding: TextEncoding = await this.#encoder.encode(ids, attentionMask)
    return { states: encoding[this.#layer], pooled: encoding.pooled }
  }
}
