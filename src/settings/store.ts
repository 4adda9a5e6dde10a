import { invalid } from './field.ts'
import { defaultSettings, isSettingName, type SettingName, type Settings, settingsFields } from './schema.ts'

/** How long a change takes until it is complete, and how it moves. */
export type Transition = { readonly seconds: number; readonly curve: Settings['transitionCurve'] }

/** One or more settings that have just changed, and through which door. */
export type SettingsChange = {
  readonly changed: Partial<Settings>
  readonly settings: Settings
  /** `http`, `osc`, `cli`, …, with an address where there is one. */
  readonly by: string
  /** For prompts and seeds, instead of the times that the settings say. */
  readonly transition?: Transition
}

/** What readers of live settings get to see. */
export type SettingsReader = {
  /** The settings as they stand; a new frozen object after every change. */
  readonly current: Settings
  /** Calls `listener` after every change, until the returned function is called. */
  onChange(listener: (change: SettingsChange) => void): () => void
}

export type SetOptions = {
  /** Which door the change came through. */
  readonly by: string
  /** Bring numbers that are out of range to the nearest limit instead of refusing them. */
  readonly clamp?: boolean
  /** For prompts and seeds, instead of the times that the settings say. */
  readonly transition?: Transition
}

/** The live settings: the one place where a value from outside is checked, and where everybody hears of a change. */
export class SettingsStore implements SettingsReader {
  #current: Settings
  readonly #listeners = new Set<(change: SettingsChange) => void>()
  readonly #guards: { [Name in SettingName]?: (value: Settings[Name]) => Settings[Name] } = {}

  constructor(initial: Partial<Settings> = {}) {
    this.#current = Object.freeze({ ...defaultSettings, ...initial })
  }

  get current(): Settings {
    return this.#current
  }

  /**
   * An extra check for one setting that only the running server can make (a folder that must exist, say).
   * The guard returns the value to store, or throws.
   */
  guard<Name extends SettingName>(name: Name, check: (value: Settings[Name]) => Settings[Name]): void {
    Object.assign(this.#guards, { [name]: check })
  }

  /** Checks and sets one setting. @throws OperatorError naming field, value and range; nothing has changed then */
  set(name: string, raw: unknown, options: SetOptions): void {
    this.setAll({ [name]: raw }, options)
  }

  /** Checks all values, then sets all of them: either every one is taken or none. @throws OperatorError */
  setAll(raws: Readonly<Record<string, unknown>>, { by, clamp = false, transition }: SetOptions): void {
    const changed: Record<string, unknown> = {}
    for (const [name, raw] of Object.entries(raws)) changed[name] = this.#parse(name, raw, clamp)
    this.#current = Object.freeze({ ...this.#current, ...(changed as Partial<Settings>) })
    const change: SettingsChange = {
      changed: changed as Partial<Settings>,
      settings: this.#current,
      by,
      ...(transition && { transition }),
    }
    for (const listener of this.#listeners) listener(change)
  }

  onChange(listener: (change: SettingsChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #parse(name: string, raw: unknown, clamp: boolean): unknown {
    if (!isSettingName(name))
      throw invalid('The setting name', name, `one of ${Object.keys(settingsFields).join(', ')}`)
    const value = settingsFields[name].parse(name, raw, { clamp })
    const guard = this.#guards[name] as ((value: unknown) => unknown) | undefined
    return guard ? guard(value) : value
  }
}
