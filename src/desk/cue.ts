import type { Settings } from '#settings/schema.ts'

/** A named snapshot of some settings, and how long it takes to get there. */
export type Cue = {
  /** Letters of any script, digits, spaces, `-` and `_`; at most 60. */
  readonly name: string
  /** Transition time; 0 is at once. */
  readonly seconds: number
  readonly curve: Settings['transitionCurve']
  /** Checked values, only those that the cue names. */
  readonly settings: Partial<Settings>
}

/** The cues of a show, kept in a file that people can read and edit. */
export type CueBook = AsyncDisposable & {
  readonly path: string
  /** In the order of the file. */
  readonly all: readonly Cue[]
  /** Why the file cannot be read as it is, with the line; the cues from before it broke stay. */
  readonly problem: string | undefined
  /** @throws OperatorError CUE_UNKNOWN, with the nearest name */
  find(name: string): Cue
  /** Adds a cue or replaces the one of that name, and keeps comments and order of the file. @throws OperatorError CUES_UNREADABLE, OUTPUT_UNWRITABLE, SETTING_INVALID */
  save(cue: Cue): Promise<void>
  /** @throws OperatorError as `find` and `save` */
  remove(name: string): Promise<void>
  /** Calls `listener` when cues or problem have changed, until the returned function is called. */
  onChange(listener: () => void): () => void
}
