import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Clock } from '#flow/clock.ts'
import { assertNoneOutlives, Ending } from './ending.ts'
import { LastLines } from './lastLines.ts'
import { missing } from './missing.ts'
import { MjpegSplitter } from './mjpegSplitter.ts'

export type FfmpegOptions = {
  /** What to open and how to write it to `pipe:1` as MJPEG. */
  readonly args: readonly string[]
  readonly clock: Clock
  /** Ends ffmpeg at once. */
  readonly signal: AbortSignal
  /** Told what is wrong with a picture that was given up: `is truncated`. */
  readonly onBroken?: (reason: string) => void
  /** Another program in ffmpeg's place. */
  readonly command?: string | undefined
}

/** An ffmpeg child and the JPEGs it writes. Reading throws, with ffmpeg's own words, when it fails. */
export type Ffmpeg = AsyncIterable<Uint8Array> & AsyncDisposable

const MAX_JPEG_BYTES = 64 * 2 ** 20

/** Starts ffmpeg. @throws OperatorError FFMPEG_MISSING */
export async function openFfmpeg(options: FfmpegOptions): Promise<Ffmpeg> {
  const { args, clock, signal, onBroken, command = 'ffmpeg' } = options
  const words = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args]
  assertNoneOutlives(command, words)
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  await once(child, 'spawn').catch((cause) => missing(command, cause))
  const stdout = child.stdout as Readable
  const lastWords = new LastLines(child.stderr as Readable)
  const end = new Ending(child, clock)
  signal.addEventListener('abort', () => void end.now(), { once: true })
  if (signal.aborted) void end.now()

  return {
    async *[Symbol.asyncIterator]() {
      const splitter = new MjpegSplitter({ maxBytes: MAX_JPEG_BYTES, ...(onBroken ? { onBroken } : {}) })
      try {
        for await (const chunk of stdout) yield* splitter.push(chunk)
        await end.exited
      } catch (error) {
        if (!end.isWanted) throw error
      }
      if (!end.isWanted && end.failure) throw new Error([end.failure, lastWords.text].filter(Boolean).join(': '))
    },
    [Symbol.asyncDispose]: () => end.now(),
  }
}
