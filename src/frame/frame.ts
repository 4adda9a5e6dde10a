import type { Capture } from './capture.ts'

/** A capture that was let in and numbered. A gap in `seq` behind this point means a loss. */
export type Frame = Capture & {
  /** 0, 1, 2, … for every frame of one run of the server. */
  readonly seq: number
  /** When it was let in, on the monotonic clock in ms. */
  readonly admittedMono: number
}
