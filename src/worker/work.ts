import type { Pictures } from '#frame/pictures.ts'
import type { Job } from '#wire/job.ts'

/** A job that has just arrived. */
export type Arrived = { readonly job: Job; readonly arrivedMono: number }

/** A job whose pictures are decoded, cropped and scaled. The pixels belong to this value until they are encoded. */
export type Decoded = Arrived & {
  readonly decodeMs: number
  readonly pictures: Pictures
  /** Frames that could not be decoded, by their place in the job, and why. Their pixels mean nothing. */
  readonly damaged: ReadonlyMap<number, string>
}

/** A job that the engine has worked on. */
export type Painted = Decoded & {
  readonly transformMs: number
  /** Why the engine could not do it; its pixels must not be shown then. */
  readonly fault?: string
}
