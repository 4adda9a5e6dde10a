import { reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { OncePerKey } from './oncePerKey.ts'
import { Recent } from './recent.ts'
import { ServiceCondition } from './serviceCondition.ts'
import { translatable } from './translatable.ts'
import { withinLimit } from './withinLimit.ts'

export type TranslatorOptions = {
  /** @throws Error saying why there is no translation */
  readonly translate: (texts: readonly string[]) => Promise<readonly string[]>
  readonly limitMs: number
  readonly clock: Clock
  readonly log: Log
}

/** A prompt in English, or as it was given with the reason. */
export type Translated = { readonly text: string; readonly notice?: string }

const REMEMBERED = 500
/** What Google takes in one request; no prompt that a person writes has so many weights. */
const MOST_TEXTS = 1024
/** While the service is down, a prompt is asked about after so long at the earliest. */
const PAUSES = { firstMs: 5000, maxMs: 60_000 }

/** Brings prompts into English. It never fails: without the service, a prompt is used as it was given. */
export class Translator {
  readonly #options: TranslatorOptions
  readonly #condition: ServiceCondition
  readonly #known = new Recent<string>(REMEMBERED)
  readonly #asking = new OncePerKey<Translated>()
  readonly #pauses = new Backoff(PAUSES)
  #askAgainMono = Number.NEGATIVE_INFINITY

  constructor(options: TranslatorOptions) {
    this.#options = options
    this.#condition = new ServiceCondition('The translation', options.log)
  }

  get problem(): string | undefined {
    return this.#condition.problem
  }

  async translate(prompt: string): Promise<Translated> {
    const text = this.#known.get(prompt)
    return text === undefined ? this.#asking.do(prompt, () => this.#translateNow(prompt)) : { text }
  }

  async #translateNow(prompt: string): Promise<Translated> {
    const { texts, join } = translatable(prompt)
    if (texts.length === 0) return { text: prompt }
    if (texts.length > MOST_TEXTS) return untranslated(prompt, 'it has too many weights')
    const { clock } = this.#options
    if (clock.now() < this.#askAgainMono) return untranslated(prompt, this.problem ?? 'the service is away')
    try {
      const text = join(await withinLimit(this.#options.translate(texts), this.#options.limitMs, clock))
      this.#succeed(prompt, text)
      return { text }
    } catch (error) {
      this.#fail(reasonOf(error))
      return untranslated(prompt, reasonOf(error))
    }
  }

  #succeed(prompt: string, text: string): void {
    this.#known.set(prompt, text)
    this.#pauses.reset()
    this.#condition.succeed()
  }

  #fail(reason: string): void {
    const { clock } = this.#options
    // several prompts that failed together are one failure
    if (clock.now() >= this.#askAgainMono) this.#askAgainMono = clock.now() + this.#pauses.next()
    this.#condition.fail(reason)
  }
}

function untranslated(text: string, reason: string): Translated {
  return { text, notice: `Not translated: ${reason}.` }
}
