import type { ModelOptions } from '#diffusion/openModel.ts'
import type { ProviderChoice } from '#diffusion/providerChoice.ts'
import type { ErrorCode } from '#errors/operatorError.ts'
import type { Size } from '#frame/capture.ts'
import type { Look } from '#frame/look.ts'
import type { Parameters } from '#settings/schema.ts'

/** What a thread is prepared for: batches of this size, with the network for guidance or without. */
export type Prepared = Size & { readonly count: number; readonly guided: boolean }

/** Pictures in shared memory, which are drawn over, and all that it takes to do so. */
export type Batch = Size & {
  readonly count: number
  /** u8 RGB, [count, heightPx, widthPx, 3] */
  readonly pixels: Uint8Array<SharedArrayBuffer>
  readonly parameters: Parameters
  /** One for each picture. */
  readonly looks: readonly Look[]
  readonly seqs: readonly number[]
}

/** Given to a thread at its start. */
export type ThreadOptions = ModelOptions

/** Engine → thread. Answered in the order in which they come. */
export type Request =
  | { readonly type: 'prepare'; readonly id: number; readonly shape: Prepared; readonly parameters: Parameters }
  | { readonly type: 'transform'; readonly id: number; readonly batch: Batch; readonly as: Prepared }
  | { readonly type: 'close' }

/** An error on its way between threads. Without a code it is a mistake of ours. */
export type Failure = {
  readonly message: string
  readonly known?: { readonly code: ErrorCode; readonly remedy: string }
}

/** What a thread has opened. */
export type Opened = {
  readonly choice: ProviderChoice
  readonly description: string
  readonly hasGuidance: boolean
}

/** Thread → engine. */
export type Answer =
  | { readonly type: 'opened'; readonly opened: Opened }
  | { readonly type: 'unusable'; readonly failure: Failure }
  | { readonly type: 'done'; readonly id: number; readonly failure?: Failure }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
