import type { ChildProcess } from 'node:child_process'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'

/** Between the request to end and the kill, in ms. */
const PATIENCE_MS = 500

/** Between the kill and giving up, in ms: a process that waits for a device of the kernel's may outlive its kill. */
const LAST_PATIENCE_MS = 2000

/** Children that outlived their kill. */
const outliving = new Set<ChildProcess>()

/**
 * Whoever opens the same again and again must not leave a process behind each time.
 * @throws Error if such a program still waits in the kernel after its kill
 */
export function assertNoneOutlives(command: string, args: readonly string[]): void {
  const asked = [command, ...args].join('\0')
  const same = [...outliving].find(({ spawnargs }) => spawnargs.join('\0') === asked)
  if (same)
    throw new Error(`${command} (process ${same.pid}) cannot be ended, it waits in the kernel: unplug the device`)
}

/** The end of a child: asked for politely, then enforced, within a limit, and never left out, not even when this process exits. */
export class Ending {
  /** Resolves when the process is gone, or could not be ended. */
  readonly exited: Promise<void>
  isWanted = false
  /** How it ended if that was not its own regular end. */
  failure: string | undefined
  readonly #child: ChildProcess
  readonly #clock: Clock
  readonly #isOver: () => void
  #ended: Promise<void> | undefined

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child
    this.#clock = clock
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    // a child that cannot be signalled, a pipe that breaks: the reading ends anyway, and this says why
    for (const emitter of [child, child.stdin, child.stdout])
      emitter?.on('error', (error) => (this.failure ??= reasonOf(error)))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.exited = promise
    this.#isOver = resolve
    child.once('exit', (code, killedBy) => {
      process.off('exit', kill)
      outliving.delete(child)
      if (killedBy) this.failure = `ffmpeg was ended by ${killedBy}`
      else if (code !== 0) this.failure = `ffmpeg ended with exit code ${code}`
      resolve()
    })
  }

  now(): Promise<void> {
    this.isWanted = true
    this.#ended ??= this.#enforce()
    return this.#ended
  }

  async #enforce(): Promise<void> {
    const gone = new AbortController()
    this.exited.then(() => gone.abort())
    this.#child.kill('SIGTERM')
    // nobody reads any more, so a write that is under way ends too
    this.#child.stdout?.destroy()
    await this.#clock.until(this.#clock.now() + PATIENCE_MS, gone.signal)
    if (gone.signal.aborted) return
    this.#child.kill('SIGKILL')
    await this.#clock.until(this.#clock.now() + LAST_PATIENCE_MS, gone.signal)
    if (gone.signal.aborted) return
    this.failure ??= `ffmpeg (process ${this.#child.pid}) cannot be ended; it waits in the kernel`
    outliving.add(this.#child)
    this.#child.unref()
    this.#child.stdin?.destroy()
    this.#isOver()
  }
}
