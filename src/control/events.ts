import type { CueBook } from '#desk/cue.ts'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Admission, PromptGate } from '#prompts/promptGate.ts'
import type { Settings } from '#settings/schema.ts'
import type { SettingsChange, SettingsReader } from '#settings/store.ts'
import type { Log } from '#telemetry/log.ts'
import type { Status } from '#telemetry/status.ts'
import { cueList } from './cueEndpoints.ts'

/** What is told to those who listen at /api/events. */
export type ControlEvent =
  /** All settings and what has changed (at first: nothing). `by` is the door of the last change. */
  | {
      readonly type: 'settings'
      readonly settings: Settings
      readonly changed: Partial<Settings>
      readonly by: string
      readonly prompts: readonly Admission[]
    }
  /** At first, and when cues or their file have changed. */
  | ({ readonly type: 'cues' } & ReturnType<typeof cueList>)
  /** `atMs` is the server's wall clock, so that a listener knows whether its own clock agrees. */
  | { readonly type: 'status'; readonly atMs: number; readonly status: Status }

export type EventsOptions = {
  readonly desk: EventDesk
  readonly status: () => Status
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

/** The part of the desk that is told about. */
export type EventDesk = {
  readonly settings: SettingsReader
  readonly cues: CueBook
  readonly gate: Pick<PromptGate, 'admitted'>
}

type Listener = (event: ControlEvent) => void

// a knob that is turned sends hundreds of values a second; people see no more than twenty
const SETTINGS_EVERY_MS = 50
const STATUS_EVERY_MS = 1000

/** Tells listeners of cues and changed settings at once (several in a row as one) and of the status once a second. */
export class Events {
  readonly #options: EventsOptions
  readonly #listeners = new Set<Listener>()
  #change: SettingsChange | undefined
  #settingsAt = Number.NEGATIVE_INFINITY
  #statusLoop: AbortController | undefined

  /** Listens to the settings until the signal aborts. */
  constructor(options: EventsOptions) {
    this.#options = options
    const { desk, signal } = options
    const stopListening = desk.settings.onChange((change) => this.#onChange(change))
    const stopCues = desk.cues.onChange(() => this.#tell(this.#cuesNow()))
    const stop = () => {
      stopListening()
      stopCues()
    }
    signal.addEventListener('abort', stop, { once: true })
  }

  /** Tells the settings and the status as they stand, then everything that happens, until the returned function is called. */
  listen(listener: Listener): () => void {
    const { current } = this.#options.desk.settings
    listener(this.#settingsEvent({ settings: current, changed: {}, by: 'connect' }))
    listener(this.#cuesNow())
    listener(this.#statusNow())
    this.#listeners.add(listener)
    this.#statusLoop ??= this.#startStatus()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#stopStatus()
    }
  }

  #onChange(change: SettingsChange): void {
    const isFirst = this.#change === undefined
    this.#change = { ...change, changed: { ...this.#change?.changed, ...change.changed } }
    if (isFirst) this.#tellChange()
  }

  async #tellChange(): Promise<void> {
    const { clock, signal } = this.#options
    await clock.until(this.#settingsAt + SETTINGS_EVERY_MS, signal)
    const change = this.#change
    this.#change = undefined
    this.#settingsAt = clock.now()
    if (change) this.#tell(this.#settingsEvent(change))
  }

  #settingsEvent({ settings, changed, by }: SettingsChange): ControlEvent {
    const { prompt, secondPrompt, morePrompts } = settings
    const texts = [prompt, secondPrompt, ...morePrompts.map(({ text }) => text)].filter((text) => text !== '')
    const prompts = texts.map((text) => this.#options.desk.gate.admitted(text))
    return { type: 'settings', settings, changed, by, prompts }
  }

  #cuesNow(): ControlEvent {
    return { type: 'cues', ...cueList(this.#options.desk.cues) }
  }

  #startStatus(): AbortController {
    const loop = new AbortController()
    const signal = AbortSignal.any([loop.signal, this.#options.signal])
    this.#tellStatus(signal).catch((error) => this.#options.log.error(`No status events: ${reasonOf(error)}`))
    return loop
  }

  #stopStatus(): void {
    this.#statusLoop?.abort()
    this.#statusLoop = undefined
  }

  async #tellStatus(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options
    for (;;) {
      await clock.until(clock.now() + STATUS_EVERY_MS, signal)
      if (signal.aborted) return
      this.#tell(this.#statusNow())
    }
  }

  #statusNow(): ControlEvent {
    return { type: 'status', atMs: this.#options.clock.wallMs(), status: this.#options.status() }
  }

  #tell(event: ControlEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
