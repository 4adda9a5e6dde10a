import type { PromptCheck } from './promptCheck.ts'
import {
  type Admission,
  type AdmitOptions,
  AT_START,
  type GateState,
  hasForce,
  type PromptGate,
  withoutForce,
} from './promptGate.ts'
import { Recent } from './recent.ts'
import { statusOf } from './serviceCondition.ts'
import type { Translator } from './translator.ts'

export type CheckedGateOptions = {
  readonly translator: Translator | undefined
  readonly check: PromptCheck | undefined
  /** Whatever has to be closed with the gate. */
  readonly resources: AsyncDisposable
}

/** More prompts than a show mixes, goes back to and has in its cues. */
const REMEMBERED = 1000

/** The gate of a show with translation, a check or both. */
export class CheckedGate implements PromptGate {
  readonly isOpen = false
  readonly #options: CheckedGateOptions
  // those in the picture are asked for with every batch, so they are never the ones that make room
  readonly #admitted = new Recent<Admission>(REMEMBERED)

  constructor(options: CheckedGateOptions) {
    this.#options = options
  }

  get state(): GateState {
    const { translator, check } = this.#options
    return {
      translation: statusOf(translator !== undefined, translator?.problem),
      safety: statusOf(check !== undefined, check?.problem),
    }
  }

  async admit(text: string, { by, isOperator }: AdmitOptions): Promise<Admission> {
    const given = withoutForce(text)
    if (given.trim() === '') return { given, used: given }
    const translated = (await this.#options.translator?.translate(given)) ?? { text: given, notice: undefined }
    const isUnchecked = isOperator && (by === AT_START || hasForce(text))
    const used = translated.text
    const unchecked = await this.#options.check?.pass({ given, used, by, isUnchecked })
    const notice = [translated.notice, unchecked].filter((each) => each !== undefined).join(' ')
    const admission = Object.freeze({ given, used, ...(notice !== '' && { notice }) })
    this.#admitted.set(given, admission)
    return admission
  }

  admitted(given: string): Admission {
    return this.#admitted.get(given) ?? { given, used: given }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.resources[Symbol.asyncDispose]()
  }
}
