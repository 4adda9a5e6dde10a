import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { LastLines } from './lastLines.ts'
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
const PATIENCE_MS = 500

/** Starts ffmpeg. @throws OperatorError FFMPEG_MISSING */
export async function openFfmpeg(options: FfmpegOptions): Promise<Ffmpeg> {
  const { args, clock, signal, onBroken, command = 'ffmpeg' } = options
  const child = spawn(command, ['-hide_banner', '-nostdin', '-loglevel', 'error', ...args], {
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

/** The end of a child: asked for politely, then enforced, and never left out, not even when this process exits. */
class Ending {
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>
  isWanted = false
  /** How it ended if that was not its own regular end. */
  failure: string | undefined
  readonly #child: ChildProcess
  readonly #clock: Clock
  #ended: Promise<void> | undefined

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child
    this.#clock = clock
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    // a child that cannot be signalled, a pipe that breaks: the reading ends anyway, and this says why
    for (const emitter of [child, child.stdout]) emitter?.on('error', (error) => (this.failure ??= reasonOf(error)))
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, killedBy) => {
        process.off('exit', kill)
        if (killedBy) this.failure = `ffmpeg was ended by ${killedBy}`
        else if (code !== 0) this.failure = `ffmpeg ended with exit code ${code}`
        resolve()
      })
    })
  }

  now(): Promise<void> {
    this.isWanted = true
    this.#ended ??= this.#enforce()
    return this.#ended
  }

  async #enforce(): Promise<void> {
    const gone = new AbortController()
    const exited = this.exited.then(() => gone.abort())
    this.#child.kill('SIGTERM')
    // nobody reads any more, so a write that is under way ends too
    this.#child.stdout?.destroy()
    await this.#clock.until(this.#clock.now() + PATIENCE_MS, gone.signal)
    if (!gone.signal.aborted) this.#child.kill('SIGKILL')
    await exited
  }
}

function missing(command: string, cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ENOENT') throw new Error(`${command} does not start: ${reasonOf(cause)}`, { cause })
  throw new OperatorError(
    'FFMPEG_MISSING',
    `The program ${command} is not installed; cameras, videos and streams need it.`,
    'Run: sudo apt install ffmpeg (macOS: brew install ffmpeg; Windows: winget install ffmpeg)',
    { cause },
  )
}
