import { OperatorError } from '#errors/operatorError.ts'
import { type Admission, type PromptGate, withoutForce } from '#prompts/promptGate.ts'
import type { Settings } from '#settings/schema.ts'
import type { Touch } from './desk.ts'
import { promptTexts } from './promptTexts.ts'

/** More than people type while one prompt is being checked. */
const MAX_WAITING = 16

/** What texts have become at the gate. */
export type Admitted = ReadonlyMap<string, Admission>

/** Brings prompts to the gate, those that have to go there. */
export class Entrance {
  readonly #gate: PromptGate
  #waiting = 0

  constructor(gate: PromptGate) {
    this.#gate = gate
  }

  /** Those of some texts that the gate has to see. What is shown already has been let through, if nothing was amiss. */
  unknown(texts: readonly string[], current: Settings): string[] {
    if (this.#gate.isOpen) return []
    const shown = promptTexts(current)
    const isKnown = (text: string) =>
      shown.includes(text) && text === withoutForce(text) && this.#gate.admitted(text).notice === undefined
    return texts.filter((text) => !isKnown(text))
  }

  /** @throws OperatorError PROMPT_REFUSED, SAFETY_UNUSABLE, or RATE_LIMITED if many are being checked already */
  async admit(texts: readonly string[], { by, isOperator }: Touch): Promise<Admitted> {
    if (this.#waiting >= MAX_WAITING)
      throw new OperatorError('RATE_LIMITED', `${MAX_WAITING} changes of prompts are being checked.`, 'Wait a moment.')
    this.#waiting++
    try {
      const admissions = await Promise.all(texts.map((text) => this.#gate.admit(text, { by, isOperator })))
      return new Map(texts.map((text, i) => [text, admissions[i] as Admission]))
    } finally {
      this.#waiting--
    }
  }

  /** A text as settings hold it. */
  given(text: string, admitted: Admitted): string {
    return admitted.get(text)?.given ?? withoutForce(text)
  }
}
