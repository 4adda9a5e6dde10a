import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { type FfmpegWriter, openFfmpegWriter } from '#video/ffmpegWriter.ts'
import { matroskaHeader, matroskaPicture } from '#video/matroska.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import { storeFile } from '../render/storeFile.ts'
import type { FilmForm } from './filmForm.ts'
import type { FilmOutcome } from './filmFrame.ts'
import type { Part } from './filmRecord.ts'

export type PartWriterOptions = {
  readonly folder: string
  readonly file: string
  readonly form: FilmForm
  readonly pool: PixelPool
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Encodes one part of a film. A picture that could not be redrawn is replaced by the one before it, at the beginning of a
 * part by the one after, so that count and times stay.
 */
export class PartWriter implements AsyncDisposable {
  readonly #options: PartWriterOptions
  readonly #writer: FfmpegWriter
  readonly #failures: Part['failures'][number][] = []
  /** Times of pictures at the beginning that failed, until there is one to show in their places. */
  readonly #waiting: number[] = []
  #firstUs: number | undefined
  #lastUs = 0
  #frames = 0
  #shown: Uint8Array | undefined

  static async open(options: PartWriterOptions): Promise<PartWriter> {
    const { folder, file, form, clock, signal } = options
    // a signal of its own: a long film has hundreds of parts, and each writer keeps listening
    const args = [...form.args, join(folder, file)]
    const writer = await openFfmpegWriter({ args, clock, signal: AbortSignal.any([signal]) })
    const part = new PartWriter(options, writer)
    try {
      await writer.write(matroskaHeader(form))
      return part
    } catch (error) {
      await part[Symbol.asyncDispose]()
      throw error
    }
  }

  private constructor(options: PartWriterOptions, writer: FfmpegWriter) {
    this.#options = options
    this.#writer = writer
  }

  /** Length so far, in microseconds. */
  get lengthUs(): number {
    return this.#lastUs - (this.#firstUs ?? this.#lastUs)
  }

  /** Adds the next picture; its buffer goes back to the pool. */
  async add(outcome: FilmOutcome): Promise<void> {
    const { seq, atUs } = outcome
    this.#firstUs ??= atUs
    this.#lastUs = atUs
    this.#frames++
    if ('reason' in outcome) {
      this.#failures.push({ seq, atUs, reason: outcome.reason })
      if (this.#shown) await this.#write(this.#shown, atUs)
      else this.#waiting.push(atUs)
      return
    }
    const { pixels } = outcome.picture
    for (const us of [...this.#waiting.splice(0), atUs]) await this.#write(pixels, us)
    this.#options.pool.release(pixels)
  }

  /** Finishes the file. @throws OperatorError RENDER_INCOMPLETE if none of its pictures could be redrawn */
  async end(): Promise<Part> {
    const [failure] = this.#failures
    if (!this.#shown && failure) throw nothingDrawn(this.#frames, failure)
    await this.#writer.end()
    const { folder, file } = this.#options
    const bytes = await storeFile(join(folder, file))
    return {
      file,
      bytes,
      firstUs: this.#firstUs ?? 0,
      lastUs: this.#lastUs,
      frames: this.#frames,
      failures: this.#failures,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer[Symbol.asyncDispose]()
  }

  #write(pixels: Uint8Array, us: number): Promise<void> {
    const bytes = matroskaPicture(pixels, us - (this.#firstUs ?? us))
    this.#shown = bytes.subarray(bytes.length - pixels.length)
    return this.#writer.write(bytes)
  }
}

function nothingDrawn(frames: number, { seq, reason }: Part['failures'][number]): OperatorError {
  const what = `None of ${frames} frames from frame ${seq + 1} on could be redrawn: ${reason}.`
  return new OperatorError('RENDER_INCOMPLETE', what, 'Mend the reason and run the same command again to go on.')
}
