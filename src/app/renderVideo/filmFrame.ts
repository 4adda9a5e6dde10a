import type { Pictures } from '#frame/pictures.ts'
import type { Stretch } from './partsFolder.ts'

/** Which picture of a film. */
export type FilmPlace = {
  /** Its place in the film, from 0; an unfixed seed is derived from it, so it does not depend on interruptions. */
  readonly seq: number
  /** When it is shown, on the clock of the input, in microseconds. */
  readonly atUs: number
  /** What it is made for. */
  readonly stretch: Stretch
}

/** One picture of a film on its way: a batch of one, on a buffer of the pool. */
export type FilmFrame = FilmPlace & { readonly picture: Pictures }

/** A picture that could not be redrawn, and why. */
export type FilmFailure = FilmPlace & { readonly reason: string }

/** What became of one picture. */
export type FilmOutcome = FilmFrame | FilmFailure

/** Redraws pictures: all that go in come out, in order; those that come out together belong to one batch or part of one. */
export type FilmPainter = (frames: AsyncIterable<FilmFrame>) => AsyncGenerator<readonly FilmOutcome[], void, undefined>
