import type { Frame } from './frame.ts'

/** Milliseconds that a job spent in the worker, by what was done to it; `waitMs` is the rest. */
export type WorkTimes = {
  readonly waitMs: number
  readonly decodeMs: number
  readonly transformMs: number
  readonly encodeMs: number
}

/** When and where a frame was worked on; monotonic ms of the server. */
export type Handling = {
  readonly workerId: string
  readonly closedMono: number
  readonly sentMono: number
  readonly receivedMono: number
  readonly work: WorkTimes
}

/**
 * What became of one frame. Every frame that enters the dispatcher leaves it as exactly one of these:
 * `done` with a picture, `failed` when all who tried could not, `lost` when nobody was left who could have been in time.
 */
export type Transformed =
  | { readonly type: 'done'; readonly frame: Frame; readonly jpeg: Uint8Array; readonly handling: Handling }
  | { readonly type: 'failed'; readonly frame: Frame; readonly reason: string }
  | { readonly type: 'lost'; readonly frame: Frame; readonly reason: string }
