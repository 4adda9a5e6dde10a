import type { SettingName, Settings } from '#settings/schema.ts'
import { playingSettings } from './picture.ts'

/** Something that was done and can be taken back. */
export type Step = {
  readonly by: string
  readonly before: Partial<Settings>
  readonly after: Partial<Settings>
  readonly atMono: number
  /** A step of its own, however soon it follows another. */
  readonly isCue: boolean
}

const MAX_STEPS = 100
/** Moves of one fader that follow each other so soon are one step, in ms. */
const SAME_MOVE_MS = 1000

/** What was done, for taking it back and doing it again. Where the source plays is no part of it. */
export class UndoSteps {
  #done: Step[] = []
  #undone: Step[] = []

  /** Remembers a step, if it has changed anything. What was taken back before is forgotten. */
  add(step: Step): void {
    const kept = { ...step, before: withoutPlaying(step.before), after: withoutPlaying(step.after) }
    if (isSame(kept.before, kept.after)) return
    this.#undone = []
    const last = this.#done.at(-1)
    if (last && isSameMove(last, kept)) this.#done.splice(-1, 1, { ...kept, before: last.before })
    else this.#done = [...this.#done, kept].slice(-MAX_STEPS)
  }

  /** The last step; it counts as taken back from now on. */
  back(): Step | undefined {
    return moved(this.#done, this.#undone)
  }

  /** The step that was taken back last; it counts as done from now on. */
  forth(): Step | undefined {
    return moved(this.#undone, this.#done)
  }
}

function moved(from: Step[], to: Step[]): Step | undefined {
  const step = from.pop()
  // what is done later is a move of its own
  if (step) to.push({ ...step, atMono: Number.NEGATIVE_INFINITY })
  return step
}

function isSameMove(last: Step, step: Step): boolean {
  const isSoon = step.atMono - last.atMono <= SAME_MOVE_MS
  return isSoon && !last.isCue && !step.isCue && last.by === step.by && namesOf(last) === namesOf(step)
}

function namesOf({ after }: Step): string {
  return Object.keys(after).sort().join()
}

function withoutPlaying(values: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !playingSettings.includes(name as SettingName)))
}

/** Settings are words, numbers and short lists of them. */
function isSame(a: Partial<Settings>, b: Partial<Settings>): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
