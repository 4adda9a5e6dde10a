import type { Clock } from '#flow/clock.ts'
import type { Look } from '#frame/look.ts'
import type { Settings } from '#settings/schema.ts'
import type { SettingsChange, SettingsReader, Transition } from '#settings/store.ts'
import { type Fade, fadeFrom, resting, stateAt, steered } from './fade.ts'
import { mixBetween, type PromptMix, wantedMix } from './promptMix.ts'
import { type SeedMix, seedsBetween, wantedSeeds } from './seedMix.ts'

/** The settings and everything that moves, as they are from one moment to the next. */
type Moment = { readonly settings: Settings; readonly prompts: Fade<PromptMix>; readonly seeds: Fade<SeedMix> }

/** What was until a moment that a change was meant for. */
type Past = { readonly untilMono: number; readonly moment: Moment }

/** Longer than any frame waits for its batch, in ms. */
const REMEMBERED_MS = 10_000
const MAX_REMEMBERED = 64

/**
 * Prompts and seeds that move: follows the settings and says of every frame, by the time it was captured, what it is to
 * become. A frame is asked for once, on the server, so that all workers agree on it.
 */
export class Motion implements Disposable {
  readonly #clock: Clock
  readonly #stopListening: () => void
  #now: Moment
  #past: Past[] = []

  constructor({ settings, clock }: { settings: SettingsReader; clock: Clock }) {
    this.#clock = clock
    const { current } = settings
    this.#now = { settings: current, prompts: resting(wantedMix(current)), seeds: resting(wantedSeeds(current)) }
    this.#stopListening = settings.onChange((change) => {
      this.#now = this.#after(change)
    })
  }

  /** Frames captured before this moment keep what is now, whatever changes next. Called just before the change. */
  mark(mono: number): void {
    const since = this.#clock.now() - REMEMBERED_MS
    this.#past = this.#past.filter(({ untilMono }) => untilMono > since && untilMono <= mono).slice(-MAX_REMEMBERED + 1)
    this.#past.push({ untilMono: mono, moment: this.#now })
  }

  /** Whether a change was meant for a moment between two captures, so that they cannot share their settings. */
  divides(earlierMono: number, laterMono: number): boolean {
    return this.#past.some(({ untilMono }) => earlierMono < untilMono && untilMono <= laterMono)
  }

  /** The settings for a frame that was captured at a moment. */
  settingsAt(mono: number): Settings {
    return this.#momentAt(mono).settings
  }

  /** What a frame that was captured at a moment is to become; texts as they were given. */
  lookAt(mono: number): Look {
    const { prompts, seeds } = this.#momentAt(mono)
    return { prompts: stateAt(prompts, mono, mixBetween), seeds: stateAt(seeds, mono, seedsBetween) }
  }

  [Symbol.dispose](): void {
    this.#stopListening()
  }

  #momentAt(mono: number): Moment {
    return this.#past.find(({ untilMono }) => mono < untilMono)?.moment ?? this.#now
  }

  #after({ settings, transition }: SettingsChange): Moment {
    const { transitionSeconds, seedTravelSeconds, transitionCurve: curve } = settings
    return {
      settings,
      prompts: this.#prompts(settings, { seconds: transitionSeconds, curve }, transition),
      seeds: this.#seeds(settings, { seconds: seedTravelSeconds, curve }, transition),
    }
  }

  /** @param given the transition of a cue, which is kept even where only a fader's value differs */
  #prompts(settings: Settings, usual: Transition, given?: Transition): Fade<PromptMix> {
    const { prompts: fade, settings: before } = this.#now
    const to = wantedMix(settings)
    if (isSame(to, fade.to)) return fade
    if (!given && isSame(textsOf(settings), textsOf(before))) return steered(fade, to)
    return fadeFrom(fade, to, given ?? usual, this.#clock.now(), mixBetween)
  }

  #seeds(settings: Settings, usual: Transition, given?: Transition): Fade<SeedMix> {
    const { seeds: fade, settings: before } = this.#now
    const to = wantedSeeds(settings)
    if (isSame(to, fade.to)) return fade
    if (!given && isSame(seedsOf(settings), seedsOf(before))) return steered(fade, to)
    return fadeFrom(fade, to, given ?? usual, this.#clock.now(), seedsBetween)
  }
}

function textsOf({ prompt, secondPrompt, morePrompts }: Settings): readonly string[] {
  return [prompt, secondPrompt, ...morePrompts.map(({ text }) => text)]
}

function seedsOf({ seed, secondSeed }: Settings): readonly number[] {
  return [seed, secondSeed]
}

/** Lists of a few plain values. */
function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
