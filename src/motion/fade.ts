import type { Transition } from '#settings/store.ts'
import { curved } from './curve.ts'

/** Something on its way from one state to another; a value, so that it can be kept and asked again. */
export type Fade<T> = {
  readonly from: T
  readonly to: T
  readonly startMono: number
  readonly transition: Transition
}

/** A way between two states. @param share of the way, 0 to 1 */
export type Between<T> = (from: T, to: T, share: number) => T

const atOnce: Transition = { seconds: 0, curve: 'linear' }

/** A state that does not move. */
export function resting<T>(state: T): Fade<T> {
  return { from: state, to: state, startMono: Number.NEGATIVE_INFINITY, transition: atOnce }
}

/** A fade that starts at a moment where the last one has got to. Without a duration it is there for every moment, past ones too. */
export function fadeFrom<T>(last: Fade<T>, to: T, transition: Transition, mono: number, between: Between<T>): Fade<T> {
  if (transition.seconds <= 0) return resting(to)
  return { from: stateAt(last, mono, between), to, startMono: mono, transition }
}

/** A fade that leads elsewhere now, without starting anew: how a fader is followed that is moved by hand. */
export function steered<T>(fade: Fade<T>, to: T): Fade<T> {
  return fade.from === fade.to ? resting(to) : { ...fade, to }
}

/** Where a fade has got to at a moment of the monotonic clock. */
export function stateAt<T>(fade: Fade<T>, mono: number, between: Between<T>): T {
  return between(fade.from, fade.to, shareAt(fade, mono))
}

function shareAt({ startMono, transition: { seconds, curve } }: Fade<unknown>, mono: number): number {
  return seconds <= 0 ? 1 : curved(curve, (mono - startMono) / (seconds * 1000))
}
