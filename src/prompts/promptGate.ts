import type { ServiceStatus } from '#telemetry/status.ts'

/** A prompt that has been let through. */
export type Admission = {
  /** As it was given; this is what settings, cues and pages hold. */
  readonly given: string
  /** What the model gets: the translation, or what was given. */
  readonly used: string
  /** What people should know about it: that it could not be translated, say. */
  readonly notice?: string
}

/** As `by`, for an operator: what was written into the command that started the show. It is translated, but never refused. */
export const AT_START = 'start'

export type AdmitOptions = {
  /** Which door the prompt came through, and from where; or AT_START. */
  readonly by: string
  /** Whether the operator's token came along: then `-f` in front of a prompt passes over the check. */
  readonly isOperator: boolean
}

/** How the services behind the gate are, for status and the panel. */
export type GateState = {
  readonly translation: ServiceStatus
  readonly safety: ServiceStatus
}

/** What every prompt passes before it is taken, whatever door it comes through: translation, then the check. */
export type PromptGate = AsyncDisposable & {
  /** Whether every prompt passes at once, untouched: neither translation nor a check is on. */
  readonly isOpen: boolean
  readonly state: GateState
  /**
   * Lets a prompt through or refuses it. Never takes longer than the time limits of its services together.
   * @throws OperatorError PROMPT_REFUSED with the reason, SAFETY_UNUSABLE when the check gave no answer and must not be passed
   */
  admit(text: string, options: AdmitOptions): Promise<Admission>
  /** What an admitted text became; the text itself for one that was never here. Costs nothing: asked for every batch. */
  admitted(given: string): Admission
}

/** The gate of a show without translation and check: only a leading `-f` is taken off. */
export const openGate: PromptGate = {
  isOpen: true,
  state: { translation: { isOn: false, isHealthy: true }, safety: { isOn: false, isHealthy: true } },
  admit: async (text) => plain(withoutForce(text)),
  admitted: plain,
  async [Symbol.asyncDispose]() {},
}

/** A prompt without the `-f ` that asks for it to be taken unchecked. */
export function withoutForce(text: string): string {
  return text.replace(FORCE, '')
}

/** Whether a prompt asks to be taken unchecked. */
export function hasForce(text: string): boolean {
  return FORCE.test(text)
}

const FORCE = /^\s*-f\s+/

function plain(given: string): Admission {
  return { given, used: given }
}
