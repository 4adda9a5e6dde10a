import type { Clock } from '#flow/clock.ts'
import type { Admission, PromptGate } from '#prompts/promptGate.ts'
import type { Settings } from '#settings/schema.ts'
import type { SettingsStore, Transition } from '#settings/store.ts'
import type { Log } from '#telemetry/log.ts'
import type { Cue, CueBook } from './cue.ts'

/** Who touches the desk, and how. */
export type Touch = {
  /** Door and address, like `http 192.168.0.12` or `osc 10.0.0.3`. */
  readonly by: string
  /** Whether the operator's token came along, or none is needed. */
  readonly isOperator: boolean
  /** Bring numbers that are out of range to the nearest limit instead of refusing them. */
  readonly clamp?: boolean
  /** Instead of what the settings say about transitions. */
  readonly transition?: Transition
  /** The moment that the change was meant for, on the monotonic clock: frames captured before it keep what was before. */
  readonly atMono?: number
}

/** What a touch has done. */
export type Changed = {
  readonly changed: Partial<Settings>
  /** The prompts among it, with what they became. */
  readonly prompts: readonly Admission[]
  /** One sentence for a console: `strength 0.5`, `cue sunset, 4 s`. */
  readonly did: string
}

export type DeskOptions = {
  readonly settings: SettingsStore
  readonly gate: PromptGate
  readonly cues: CueBook
  /** Told just before a change that was meant for a certain moment. */
  readonly timeline: { mark(mono: number): void }
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** From 0 to 1, for the dice. */
  readonly random?: () => number
}

/** A prompt that was set, for the history. */
export type PastPrompt = { readonly text: string; readonly atMs: number; readonly by: string }

/** A cue on its way. */
export type CueProgress = { readonly name: string; readonly share: number; readonly secondsLeft: number }

/** The one entrance for everything that people do to a show: every door leads here. */
export type Desk = AsyncDisposable & {
  readonly settings: SettingsStore
  readonly gate: PromptGate
  readonly cues: CueBook
  /** Newest first, each text once, at most 100. */
  readonly promptHistory: readonly PastPrompt[]
  readonly cueInProgress: CueProgress | undefined
  /**
   * Sets some settings, all of them or none. Without a prompt among them, or with an open gate, it is done before this
   * returns; otherwise when the gate has let every prompt through. A prompt that a newer one has overtaken meanwhile is not set.
   * @throws OperatorError SETTING_INVALID, PROMPT_REFUSED, PROMPT_OVERTAKEN, SAFETY_UNUSABLE, RATE_LIMITED
   */
  change(raws: Readonly<Record<string, unknown>>, touch: Touch): Promise<Changed>
  /**
   * Does what a command means: `blend 0 1 0.3`, `mode soft`, `scene 1`, `cue sunset`, or any setting by any of its names.
   * @throws OperatorError COMMAND_UNKNOWN, and as `change`, `recall` and `undo`
   */
  command(name: string, args: readonly unknown[], touch: Touch): Promise<Changed>
  /** Goes to a cue in its own time, or in that of the touch. @throws OperatorError CUE_UNKNOWN, and as `change` */
  recall(name: string, touch: Touch): Promise<Changed>
  /**
   * Saves settings as they stand (those that are named, or all that make the picture) as a cue. What is not said of time and
   * curve stays as in the cue of that name, or becomes what the settings say of transitions.
   * @param touch for the log
   * @throws as `CueBook.save`
   */
  saveCue(name: string, wish: CueWish, touch?: Touch): Promise<Cue>
  /**
   * Takes back the last change, whoever made it. Moves of one fader within a second are one change, and so is a cue; where
   * the source plays (`position`, `paused`) is not taken back. Prompts that were shown before are not checked again.
   * @throws OperatorError NOTHING_TO_UNDO, SETTING_INVALID
   */
  undo(touch: Touch): Promise<Changed>
  /** Does again what was taken back. @throws OperatorError NOTHING_TO_UNDO, SETTING_INVALID */
  redo(touch: Touch): Promise<Changed>
}

export type CueWish = {
  readonly seconds?: number
  readonly curve?: Settings['transitionCurve']
  /** Names of the settings to keep as they stand. */
  readonly names?: readonly string[]
  /** Values to keep instead of those that stand. */
  readonly settings?: Readonly<Record<string, unknown>>
}
