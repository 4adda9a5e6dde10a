import type { PromptGate } from '#prompts/promptGate.ts'
import type { SettingName, Settings } from '#settings/schema.ts'
import type { SettingsStore } from '#settings/store.ts'
import { Changes } from './changes.ts'
import type { Cue, CueBook } from './cue.ts'
import { cueName } from './cueName.ts'
import type { Changed, CueProgress, CueWish, Desk, DeskOptions, PastPrompt, Touch } from './desk.ts'
import { type Intent, meaningOf } from './meaning.ts'
import { pictureSettings } from './picture.ts'
import { duration } from './shown.ts'
import { checkedNames, checkedValues } from './wish.ts'

const SEEDS = 2 ** 32

/** Opens the desk of a show. Closing it leaves the settings as they stand. */
export function openDesk(options: DeskOptions): Desk {
  return new ShowDesk(options)
}

class ShowDesk implements Desk {
  readonly settings: SettingsStore
  readonly gate: PromptGate
  readonly cues: CueBook
  readonly #changes: Changes
  readonly #random: () => number

  constructor(options: DeskOptions) {
    this.settings = options.settings
    this.gate = options.gate
    this.cues = options.cues
    this.#changes = new Changes(options)
    this.#random = options.random ?? Math.random
  }

  get promptHistory(): readonly PastPrompt[] {
    return this.#changes.history.all
  }

  get cueInProgress(): CueProgress | undefined {
    return this.#changes.cueInProgress
  }

  async change(raws: Readonly<Record<string, unknown>>, touch: Touch): Promise<Changed> {
    return this.#changes.make({ values: checkedValues(raws, touch.clamp), slots: [] }, touch)
  }

  async command(name: string, args: readonly unknown[], touch: Touch): Promise<Changed> {
    return this.#do(meaningOf(name, args, { current: this.settings.current, clamp: touch.clamp ?? false }), touch)
  }

  async recall(name: string, touch: Touch): Promise<Changed> {
    const { name: cue, seconds, curve, settings: values } = this.cues.find(name)
    return this.#changes.make({ values, slots: [], transition: touch.transition ?? { seconds, curve }, cue }, touch)
  }

  async saveCue(name: string, wish: CueWish, touch?: Touch): Promise<Cue> {
    const spelled = cueName(name)
    const before = this.cues.all.find((cue) => cue.name === spelled)
    const { current } = this.settings
    await this.cues.save({
      name: spelled,
      seconds: wish.seconds ?? before?.seconds ?? current.transitionSeconds,
      curve: wish.curve ?? before?.curve ?? current.transitionCurve,
      settings: { ...picked(current, wish.names), ...checkedValues(wish.settings ?? {}) },
    })
    if (touch) this.#said(`cue ${spelled} saved`, touch)
    return this.cues.find(spelled)
  }

  async undo(touch: Touch): Promise<Changed> {
    return this.#changes.undo(touch)
  }

  async redo(touch: Touch): Promise<Changed> {
    return this.#changes.redo(touch)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#changes[Symbol.asyncDispose]()
  }

  #do(intent: Intent, touch: Touch): Promise<Changed> {
    switch (intent.act) {
      case 'change':
        return this.#changes.make(
          { values: checkedValues(intent.values, touch.clamp), slots: intent.slots ?? [] },
          touch,
        )
      case 'recall':
        return this.recall(intent.cue, touch)
      case 'save':
        return this.#save(intent, touch)
      case 'remove':
        return this.#remove(intent.cue, touch)
      case 'dice':
        return this.change({ seed: Math.floor(this.#random() * SEEDS) }, touch)
      case 'undo':
        return this.undo(touch)
      case 'redo':
        return this.redo(touch)
      case 'nothing':
        return Promise.resolve({ changed: {}, prompts: [], did: 'nothing, since the button was let go' })
    }
  }

  async #save({ cue, seconds }: { cue: string; seconds?: number }, touch: Touch): Promise<Changed> {
    const saved = await this.saveCue(cue, seconds === undefined ? {} : { seconds }, touch)
    return { changed: {}, prompts: [], did: `cue ${saved.name} saved, ${duration(saved.seconds)}` }
  }

  async #remove(cue: string, touch: Touch): Promise<Changed> {
    const { name } = this.cues.find(cue)
    await this.cues.remove(name)
    return this.#said(`cue ${name} removed`, touch)
  }

  #said(did: string, { by }: Touch): Changed {
    this.#changes.log.add(by, new Map([[did, did]]))
    return { changed: {}, prompts: [], did }
  }
}

function picked(settings: Settings, names?: readonly string[]): Partial<Settings> {
  const wanted: readonly SettingName[] = names ? checkedNames(names) : pictureSettings
  return Object.fromEntries(wanted.map((name) => [name, settings[name]])) as Partial<Settings>
}
