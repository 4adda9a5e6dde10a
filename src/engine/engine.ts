import type { Look } from '#frame/look.ts'
import type { Pictures } from '#frame/pictures.ts'
import type { Parameters } from '#settings/schema.ts'

/** One batch for an engine. */
export type EngineInput = {
  /** Decoded, cropped, scaled. The engine may overwrite `pixels` and return the same buffer; it keeps no reference. */
  readonly pictures: Pictures
  /** Its `prompt` and `seed` stand for all pictures where an engine can show only one; what each becomes say `looks`. */
  readonly parameters: Parameters
  /** What each picture is to become. */
  readonly looks: readonly Look[]
  /** `seq` of each picture: what may differ from frame to frame (an unfixed seed) is derived from it, so that every worker agrees. */
  readonly seqs: readonly number[]
}

/**
 * Pixels to pixels: what a worker does to decoded pictures.
 *
 * `transform` is called for one batch at a time. It resolves to pictures of the same count and size as its input, rejects
 * when the batch could not be transformed (it is never the untouched input that says so), and stays usable after that.
 * It must not block the event loop for more than a few milliseconds.
 */
export type Engine = AsyncDisposable & {
  /** As on the command line: `preview`, `passthrough`, … */
  readonly name: string
  /** What the operator should know about it, one sentence. */
  readonly description: string
  transform(input: EngineInput): Promise<Pictures>
}
