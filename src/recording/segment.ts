import { stat } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { Clock } from '#flow/clock.ts'
import type { Size } from '#frame/capture.ts'
import { type FfmpegWriter, openFfmpegWriter } from '#video/ffmpegWriter.ts'
import type { H264Encoder } from '#video/h264Encoder.ts'
import { matroskaHeader, matroskaPicture } from '#video/matroska.ts'

export type SegmentOptions = {
  readonly path: string
  /** For ffmpeg, before the name of the file. */
  readonly format: readonly string[]
  readonly encoder: H264Encoder
  /** Of all its pictures. */
  readonly size: Size
  /** Time of its first picture in the recording, in microseconds. */
  readonly startUs: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Counted from the last one, so that a pause is not made up for with one after the other. */
const EVERY_SECOND = 'expr:isnan(prev_forced_t)+gte(t,prev_forced_t+1)'
/** Ticks a second of the times in the file: what players expect. */
const TIMESCALE = 90_000
/** An ffmpeg that takes nothing for so long hangs, in ms. */
const TAKES_WITHIN_MS = 10_000
/** Leaves half of the machine to the show. */
const THREADS = Math.max(1, Math.floor(cpus().length / 2))

/** One file of a recording, written by one ffmpeg. */
export class Segment implements AsyncDisposable {
  readonly path: string
  readonly size: Size
  readonly startUs: number
  readonly #writer: FfmpegWriter
  readonly #clock: Clock

  /** @throws OperatorError FFMPEG_MISSING */
  static async open(options: SegmentOptions): Promise<Segment> {
    const { clock, signal, size } = options
    const writer = await openFfmpegWriter({ args: argumentsOf(options), clock, signal, isBackground: true })
    const segment = new Segment(options, writer)
    await writer.write(matroskaHeader({ ...size, kind: 'jpeg' }))
    return segment
  }

  private constructor({ path, size, startUs, clock }: SegmentOptions, writer: FfmpegWriter) {
    this.path = path
    this.size = size
    this.startUs = startUs
    this.#writer = writer
    this.#clock = clock
  }

  /** Adds a picture; waits while ffmpeg has enough to do. @throws Error in ffmpeg's words, OperatorError DISK_FULL */
  async add(jpeg: Uint8Array, atUs: number): Promise<void> {
    await this.#inTime(this.#writer.write(matroskaPicture(jpeg, atUs - this.startUs)))
  }

  /** Finishes the file. @throws Error in ffmpeg's words, OperatorError DISK_FULL */
  async end(): Promise<void> {
    await this.#inTime(this.#writer.end())
  }

  /** Bytes on the disk so far; 0 while there is no file. */
  async bytes(): Promise<number> {
    return stat(this.path).then(
      ({ size }) => size,
      () => 0,
    )
  }

  /** Ends it as it is; what is on the disk plays. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer[Symbol.asyncDispose]()
  }

  /** Ends an ffmpeg that hangs, so that the work fails instead of holding up all that follows. */
  async #inTime(work: Promise<void>): Promise<void> {
    const done = new AbortController()
    const late = this.#clock.until(this.#clock.now() + TAKES_WITHIN_MS, done.signal)
    void late.then(() => (done.signal.aborted ? undefined : this.#writer.kill()))
    try {
      await work
    } finally {
      done.abort()
    }
  }
}

function argumentsOf({ path, format, encoder }: SegmentOptions): string[] {
  // otherwise ffmpeg collects seconds of pictures before it writes the first
  const atOnce = ['-analyzeduration', '0', '-probesize', '32', '-threads', '1']
  const even = 'scale=trunc(iw/2)*2:trunc(ih/2)*2:in_range=pc:out_range=tv'
  const live = encoder.name === 'libx264' ? ['-tune', 'zerolatency', '-threads', String(THREADS)] : ['-bf', '0']
  return [
    ...[...encoder.inputArgs, ...atOnce, '-f', 'matroska', '-i', 'pipe:0', '-vf', `${even},${encoder.filter}`],
    ...['-fps_mode', 'passthrough', '-enc_time_base', `1:${TIMESCALE}`, ...encoder.args, ...live],
    // each second can be jumped to, and is whole on the disk
    ...['-g', '3000', '-force_key_frames', EVERY_SECOND, '-color_range', 'tv'],
    ...['-video_track_timescale', String(TIMESCALE), '-flush_packets', '1', ...format, '-n', `file:${path}`],
  ]
}
