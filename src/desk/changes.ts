import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { Glide, type NumberName, type Numbers } from '#motion/glide.ts'
import { type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import type { Transition } from '#settings/store.ts'
import { ChangeLog } from './changeLog.ts'
import { cueParts } from './cueParts.ts'
import type { Changed, CueProgress, DeskOptions, Touch } from './desk.ts'
import { type Admitted, Entrance } from './entrance.ts'
import { PromptHistory } from './promptHistory.ts'
import { promptTexts } from './promptTexts.ts'
import { phrasesOf, sentence } from './shown.ts'
import { Turns } from './turns.ts'
import { type Step, UndoSteps } from './undoSteps.ts'
import { phrases, textPlaces, textsOf, valuesOf, type Wish, withOtherTexts } from './wish.ts'

type CueUnderWay = { readonly name: string; readonly startMono: number; readonly seconds: number }

const NONE: Admitted = new Map()
const AT_ONCE: Transition = { seconds: 0, curve: 'linear' }

/** Makes changes: after the gate, in the order in which they were wanted, and remembered for history, log and undo. */
export class Changes implements AsyncDisposable {
  readonly history: PromptHistory
  readonly log: ChangeLog
  readonly #options: DeskOptions
  readonly #entrance: Entrance
  readonly #glide: Glide
  readonly #turns = new Turns()
  readonly #steps = new UndoSteps()
  #underWay: CueUnderWay | undefined
  #isClosed = false

  constructor(options: DeskOptions) {
    const { settings, gate, clock, signal } = options
    this.#options = options
    this.history = new PromptHistory(clock)
    this.log = new ChangeLog(options)
    this.#entrance = new Entrance(gate)
    this.#glide = new Glide({ settings, clock, signal, isWhole, write: (numbers) => this.#move(numbers) })
    this.history.add(settings.current.prompt, 'start')
  }

  get cueInProgress(): CueProgress | undefined {
    if (!this.#underWay) return undefined
    const { name, startMono, seconds } = this.#underWay
    const passed = (this.#options.clock.now() - startMono) / 1000
    return passed < seconds ? { name, share: passed / seconds, secondsLeft: seconds - passed } : undefined
  }

  /** @throws OperatorError PROMPT_REFUSED, PROMPT_OVERTAKEN, SAFETY_UNUSABLE, RATE_LIMITED, and what guards of settings say */
  async make(wish: Wish, touch: Touch): Promise<Changed> {
    const turn = this.#turns.take()
    const unknown = this.#entrance.unknown(textsOf(wish), this.#options.settings.current)
    // no `await` where no prompt has to be checked: what a fader sends is set in the order in which it comes
    const admitted = unknown.length > 0 ? await this.#entrance.admit(unknown, touch) : NONE
    this.#assertOpen()
    this.#assertNewest(wish, turn)
    const given = withOtherTexts(wish, (text) => this.#entrance.given(text, admitted))
    return this.#write(this.#stillWanted(given, turn), turn, touch)
  }

  /** Takes the last step back. @throws OperatorError NOTHING_TO_UNDO */
  undo(touch: Touch): Changed {
    return this.#travel('undo', 'before', this.#steps.back(), touch)
  }

  /** Does again what was taken back. @throws OperatorError NOTHING_TO_UNDO */
  redo(touch: Touch): Changed {
    return this.#travel('redo', 'after', this.#steps.forth(), touch)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#glide[Symbol.asyncDispose]()
    await this.log[Symbol.asyncDispose]()
  }

  #write(wish: Wish, turn: number, touch: Touch): Changed {
    const before = this.#options.settings.current
    const values = valuesOf(wish, before)
    const names = Object.keys(values) as SettingName[]
    const gliding = this.#begin(values, wish, touch)
    this.#turns.made(turn, [...names, ...textPlaces(wish)])
    const after = { ...picked(this.#options.settings.current, names), ...gliding }
    const step = { before: picked(before, names), after, atMono: this.#options.clock.now() }
    this.#steps.add({ ...step, by: touch.by, isCue: wish.cue !== undefined })
    this.#remember(wish, promptTexts(before), touch)
    return this.#told(phrases(wish), after, textsOf(wish), touch)
  }

  /** Sets what is set at once. @returns the numbers of a cue that are on their way now, with their ends */
  #begin(values: Partial<Settings>, { cue, transition = AT_ONCE }: Wish, touch: Touch): Numbers {
    if (cue === undefined) {
      this.#set(values, touch.transition, touch)
      return {}
    }
    const { settings, clock } = this.#options
    const { atOnce, gliding } = cueParts(values, settings.current, transition.seconds)
    this.#set(atOnce, transition, touch)
    this.#glide.start(gliding, transition)
    this.#underWay = { name: cue, startMono: clock.now(), seconds: transition.seconds }
    return gliding
  }

  #remember(wish: Wish, shown: readonly string[], { by }: Touch): void {
    const texts = textsOf({ ...wish, values: { ...wish.values, negativePrompt: '' } })
    for (const text of texts.reverse()) if (!shown.includes(text)) this.history.add(text, by)
  }

  #travel(verb: string, side: 'before' | 'after', step: Step | undefined, touch: Touch): Changed {
    if (!step)
      throw new OperatorError(
        'NOTHING_TO_UNDO',
        `There is nothing to ${verb}.`,
        'The last 100 changes of this run are remembered.',
      )
    const values = step[side]
    this.#set(values, touch.transition, touch)
    if (step.isCue) this.#underWay = undefined
    // these prompts have been shown before: they do not have to pass the gate again
    const wish = { values, slots: [] }
    this.#turns.made(this.#turns.take(), [...Object.keys(values), ...textPlaces(wish)])
    const what = `${verb}: ${sentence([...phrasesOf(values).values()])}`
    return this.#told(new Map([[verb, what]]), values, textsOf(wish), touch)
  }

  #set(values: Partial<Settings>, transition: Transition | undefined, { by, atMono }: Touch): void {
    if (Object.keys(values).length === 0) return
    if (atMono !== undefined) this.#options.timeline.mark(atMono)
    this.#options.settings.setAll(values, { by, ...(transition && { transition }) })
  }

  #told(did: Map<string, string>, changed: Partial<Settings>, texts: readonly string[], { by }: Touch): Changed {
    if (did.size > 0) this.log.add(by, did)
    const prompts = texts.map((text) => this.#options.gate.admitted(text))
    return { changed, prompts, did: sentence([...did.values()]) }
  }

  #move(numbers: Numbers): void {
    try {
      this.#options.settings.setAll(numbers, { by: 'cue' })
    } catch (error) {
      // whoever refuses a number on its way stops the cue, not the show
      this.#glide.halt()
      this.#options.log.error(`The cue cannot go on: ${reasonOf(error)}`)
    }
  }

  #assertOpen(): void {
    if (!this.#isClosed && !this.#options.signal.aborted) return
    throw new OperatorError('NOT_READY', 'The show is ending.', 'Start it again.')
  }

  #assertNewest(wish: Wish, turn: number): void {
    const place = textPlaces(wish).find((each) => this.#turns.isOvertaken(turn, each))
    if (place === undefined) return
    throw new OperatorError(
      'PROMPT_OVERTAKEN',
      `While it was being checked, a newer ${place} was set.`,
      'The newer one is shown. Send this one again if it is the one that is wanted.',
    )
  }

  /** What else has been set while prompts were checked stays as it is, as if it had been set after this. */
  #stillWanted(wish: Wish, turn: number): Wish {
    const isStill = (name: string) => name === 'morePrompts' || !this.#turns.isOvertaken(turn, name)
    const values = Object.entries(wish.values).filter(([name]) => isStill(name))
    return { ...wish, values: Object.fromEntries(values) as Partial<Settings> }
  }
}

function picked(settings: Settings, names: readonly SettingName[]): Partial<Settings> {
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as Partial<Settings>
}

function isWhole(name: NumberName): boolean {
  return settingsFields[name].kind === 'integer'
}
