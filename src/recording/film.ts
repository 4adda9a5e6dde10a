import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { H264Encoder } from '#video/h264Encoder.ts'
import type { Beginning } from './beginning.ts'
import type { RecordedPicture } from './recordedPicture.ts'
import type { RecordingFiles } from './recordingFiles.ts'
import { Segment } from './segment.ts'
import { Timeline } from './timeline.ts'

export type FilmOptions = {
  readonly files: RecordingFiles
  /** Of all films that are recorded together. */
  readonly beginning: Beginning
  readonly encoder: H264Encoder
  /** A new file is begun after so many minutes; 0: never. */
  readonly segmentMinutes: number
  readonly clock: Clock
  readonly log: Log
  /** Ends every ffmpeg at once. */
  readonly signal: AbortSignal
}

/** So many files in a row that end too early are no accident. */
const MAX_FAILURES = 8
/** A file that has taken pictures for so long was begun well, in microseconds: ffmpeg takes the first one before it has an encoder. */
const SETTLED_US = 5_000_000

/**
 * A film in one file or several, one after the other without a gap: a new one is begun when it is time, when the size of the
 * pictures changes, and when ffmpeg dies.
 */
export class Film implements AsyncDisposable {
  readonly #options: FilmOptions
  readonly #timeline: Timeline
  #segment: Segment | undefined
  /** The file before, while its end is being written. */
  #finishing: Promise<void> = Promise.resolve()
  #isFirst = true
  #failures = 0
  /** The first file that fails is gone on from at once; after that a pause grows. */
  readonly #backoff = new Backoff({ firstMs: 500, maxMs: 4000 })
  #againMono = Number.NEGATIVE_INFINITY
  #lastUs = 0
  #bytesBefore = 0

  constructor(options: FilmOptions) {
    this.#options = options
    const onJump = (ms: number) =>
      options.log.warn(
        `The clock of the pictures jumped by ${Math.round(ms / 1000)} s; the recording has no gap there.`,
      )
    this.#timeline = new Timeline({ onJump })
  }

  /** The file that is being written. */
  get path(): string | undefined {
    return this.#segment?.path
  }

  get seconds(): number {
    return this.#lastUs / 1e6
  }

  /** On the disk so far, in all files. */
  async bytes(): Promise<number> {
    return this.#bytesBefore + ((await this.#segment?.bytes()) ?? 0)
  }

  /**
   * Adds a picture; waits while ffmpeg has enough to do.
   * @returns whether it was taken
   * @throws OperatorError DISK_FULL, RECORDING_FAILED, FFMPEG_MISSING
   */
  async add(picture: RecordedPicture): Promise<boolean> {
    // what did not fit into the time that there is at the end stays out
    if (this.#options.signal.aborted) return false
    if (this.#isFirst) {
      this.#isFirst = false
      const timestamp = this.#options.beginning.of(picture.timestamp)
      // the first picture stands for the time before it
      if (timestamp < picture.timestamp) await this.#put({ ...picture, timestamp })
    }
    return this.#put(picture)
  }

  async #put(picture: RecordedPicture): Promise<boolean> {
    const atUs = this.#timeline.at(picture.timestamp)
    this.#lastUs = atUs
    if (this.#segment && this.#isOver(this.#segment, picture, atUs)) await this.#finish()
    if (!this.#segment && this.#options.clock.now() < this.#againMono) return false
    try {
      this.#segment ??= await this.#begin(picture, atUs)
      await this.#segment.add(picture.jpeg, atUs)
      if (atUs - this.#segment.startUs >= SETTLED_US) this.#settled()
      return true
    } catch (error) {
      await this.#abandon(error)
      return false
    }
  }

  /** Finishes all files. @throws OperatorError DISK_FULL, RECORDING_FAILED */
  async end(): Promise<void> {
    try {
      await this.#finish()
    } finally {
      await this.#finishing
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#segment?.[Symbol.asyncDispose]()
    this.#segment = undefined
  }

  #isOver({ size, startUs }: Segment, { widthPx, heightPx }: RecordedPicture, atUs: number): boolean {
    const lengthUs = this.#options.segmentMinutes * 60e6
    const isLong = lengthUs > 0 && atUs - startUs >= lengthUs
    return isLong || size.widthPx !== widthPx || size.heightPx !== heightPx
  }

  async #begin({ widthPx, heightPx }: RecordedPicture, startUs: number): Promise<Segment> {
    const { files, log } = this.#options
    const path = await files.next()
    log.info(`recording ${path}`)
    const size = { widthPx, heightPx }
    return Segment.open({ ...this.#options, path, format: files.format, size, startUs })
  }

  /** The next file may begin while the end of this one is still being written. */
  async #finish(): Promise<void> {
    const segment = this.#segment
    const before = this.#finishing
    this.#segment = undefined
    if (segment) {
      this.#finishing = this.#complete(segment)
      // whoever waits for it next is told
      this.#finishing.catch(() => undefined)
    }
    await before
  }

  /** A file whose end fails plays nearly to it, and is no reason to end the recording. @throws OperatorError DISK_FULL */
  async #complete(segment: Segment): Promise<void> {
    try {
      await segment.end()
    } catch (error) {
      if (error instanceof OperatorError) throw error
      this.#options.log.warn(`The last second of ${segment.path} may be missing (${reasonOf(error)}).`)
    }
    this.#bytesBefore += await segment.bytes()
  }

  #settled(): void {
    this.#failures = 0
    this.#backoff.reset()
  }

  /** Goes on with a new file, unless that is of no use. */
  async #abandon(error: unknown): Promise<void> {
    const segment = this.#segment
    this.#segment = undefined
    await segment?.[Symbol.asyncDispose]()
    if (this.#options.signal.aborted) return
    if (error instanceof OperatorError) throw error
    this.#bytesBefore += (await segment?.bytes()) ?? 0
    if (++this.#failures >= MAX_FAILURES) throw failed(error)
    if (this.#failures > 1) this.#againMono = this.#options.clock.now() + this.#backoff.next()
    this.#options.log.warn(`ffmpeg has ended (${reasonOf(error)}); the recording goes on in a new file.`)
  }
}

function failed(cause: unknown): OperatorError {
  return new OperatorError(
    'RECORDING_FAILED',
    `ffmpeg does not take the pictures: ${reasonOf(cause)}.`,
    'Try another encoder: --encoder libx264',
    { cause },
  )
}
