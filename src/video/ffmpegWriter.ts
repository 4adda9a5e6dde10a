import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { Ending } from './ending.ts'
import { LastLines } from './lastLines.ts'
import { missing } from './missing.ts'

export type FfmpegWriterOptions = {
  /** What it reads from `pipe:0`, and where and how it writes. */
  readonly args: readonly string[]
  readonly clock: Clock
  /** Ends ffmpeg at once. */
  readonly signal: AbortSignal
  /** Another program in ffmpeg's place. */
  readonly command?: string | undefined
  /** Gives way to everything else on the machine. */
  readonly isBackground?: boolean
}

/** After its input has ended, ffmpeg may work for so long on what it has. */
const END_WITHIN_MS = 60_000

/** An ffmpeg child that is written to. What goes wrong with it is thrown with its own words at the next call. */
export class FfmpegWriter implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #stdin: Writable
  readonly #ending: Ending
  readonly #lastWords: LastLines
  readonly #clock: Clock

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child
    this.#stdin = child.stdin as Writable
    this.#clock = clock
    this.#lastWords = new LastLines(child.stderr as Readable)
    this.#ending = new Ending(child, clock)
  }

  /** Of ffmpeg. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Hands bytes over, which must not be changed afterwards; waits while ffmpeg has enough. @throws Error, OperatorError DISK_FULL */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#hasEnded) throw await this.#failure()
    if (this.#stdin.write(bytes)) return
    await this.#room()
    if (this.#hasEnded) throw await this.#failure()
  }

  /** Ends its input and waits until the file is whole. @throws Error, OperatorError DISK_FULL */
  async end(): Promise<void> {
    this.#stdin.end()
    const gone = new AbortController()
    void this.#ending.exited.then(() => gone.abort())
    await this.#clock.until(this.#clock.now() + END_WITHIN_MS, gone.signal)
    if (!gone.signal.aborted) {
      await this.#ending.now()
      throw new Error(`ffmpeg has not finished within ${END_WITHIN_MS / 1000} s`)
    }
    if (this.#ending.failure) throw await this.#failure()
  }

  /** Ends it at once, finished or not. */
  async kill(): Promise<void> {
    await this.#ending.now()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ending.now()
  }

  /**
   * Resolves when ffmpeg has taken what was written, or is gone. Listens to both only for as long: a race with the end would leave
   * a trace for every picture until the end, which may be weeks away.
   */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#stdin.off('drain', done).off('close', done)
        this.#child.off('exit', done)
        resolve()
      }
      this.#stdin.once('drain', done).once('close', done)
      this.#child.once('exit', done)
    })
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#stdin.destroyed
  }

  async #failure(): Promise<Error> {
    await this.#ending.exited
    const words = this.#lastWords.text || this.#ending.failure || 'ffmpeg has ended'
    if (!/no space left/i.test(words)) return new Error(words)
    return new OperatorError('DISK_FULL', `The disk is full: ${words}.`, 'Make room, or write to another disk.')
  }
}

/** Starts an ffmpeg that reads from us. @throws OperatorError FFMPEG_MISSING */
export async function openFfmpegWriter(options: FfmpegWriterOptions): Promise<FfmpegWriter> {
  const { args, clock, signal, command = 'ffmpeg', isBackground = false } = options
  signal.throwIfAborted()
  const child = spawn(command, ['-hide_banner', '-loglevel', 'error', ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    windowsHide: true,
  })
  await once(child, 'spawn').catch((cause) => missing(command, cause))
  const writer = new FfmpegWriter(child, clock)
  if (isBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  const kill = () => void writer.kill()
  signal.addEventListener('abort', kill, { once: true })
  child.once('exit', () => signal.removeEventListener('abort', kill))
  if (signal.aborted) await writer.kill()
  return writer
}
