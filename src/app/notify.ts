import { reasonOf } from '#errors/operatorError.ts'
import type { NotifySocket } from './notifySocket.ts'
import type { Surroundings } from './surroundings.ts'

/** How a process is, when it is asked. */
export type Pulse = {
  /** While it is not, the watchdog is not fed, and the service manager will start the process anew. */
  readonly isWell: boolean
  /** One line for `systemctl status`. */
  readonly status: string
}

export type NotifyOptions = Surroundings & {
  /** Asked about once a second. */
  readonly pulse: () => Pulse
}

/** Tells the service manager how this process is. Without one, nothing happens. Closing says that it is ending. */
export type Notify = AsyncDisposable & {
  /** From now on it works: whoever waits for this service may go on. */
  ready(): void
}

/** Said this often that the start is still going on, and to the watchdog that all is well; in ms. */
const ROUND_MS = 1000
/** What a start is given each time, in ms: a loop that hangs meanwhile is found after so long. */
const EXTEND_MS = 30_000
/** A new status line no more often than this, in ms: each goes through the message bus. */
const STATUS_EVERY_MS = 5000

/**
 * Speaks systemd's notify protocol where `NOTIFY_SOCKET` is set, from the event loop: one that no longer turns feeds no
 * watchdog.
 * @see sd_notify(3)
 */
export async function openNotify(options: NotifyOptions): Promise<Notify> {
  const { environment, log } = options
  const { NOTIFY_SOCKET: address, WATCHDOG_USEC: watchdogUs, WATCHDOG_PID: watched } = environment
  if (!address) return silent
  try {
    const { openNotifySocket } = await import('./notifySocket.ts')
    const isWatched = Number(watchdogUs) > 0 && (!watched || Number(watched) === process.pid)
    const roundMs = isWatched ? Math.min(ROUND_MS, Number(watchdogUs) / 4000) : ROUND_MS
    return new Speaker(openNotifySocket(address), options, isWatched, roundMs)
  } catch (error) {
    log.warn(`The service manager will not hear from this process: ${reasonOf(error)}`)
    return silent
  }
}

const silent: Notify = { ready() {}, async [Symbol.asyncDispose]() {} }

class Speaker implements Notify {
  readonly #socket: NotifySocket
  readonly #options: NotifyOptions
  readonly #isWatched: boolean
  readonly #roundMs: number
  readonly #closing = new AbortController()
  readonly #running: Promise<void>
  #isReady = false
  #isReadySaid = false
  #isWell = true
  #isLost = false
  #status = ''
  #statusMono = Number.NEGATIVE_INFINITY

  constructor(socket: NotifySocket, options: NotifyOptions, isWatched: boolean, roundMs: number) {
    this.#socket = socket
    this.#options = options
    this.#isWatched = isWatched
    this.#roundMs = roundMs
    this.#running = this.#run()
  }

  ready(): void {
    this.#isReady = true
    this.#statusMono = Number.NEGATIVE_INFINITY // what was said of the start is over
    this.#round()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#running.finally(() => this.#socket[Symbol.dispose]())
  }

  async #run(): Promise<void> {
    const { clock } = this.#options
    const signal = AbortSignal.any([this.#options.signal, this.#closing.signal])
    while (!signal.aborted) {
      this.#round()
      await clock.until(clock.now() + this.#roundMs, signal)
    }
    this.#say(['STOPPING=1', 'STATUS=ending'])
  }

  #round(): void {
    const { isWell, status } = this.#options.pulse()
    const news = this.#newStatus(status)
    if (!this.#isReady) return void this.#say([`EXTEND_TIMEOUT_USEC=${EXTEND_MS * 1000}`, ...news])
    const isReadyNew = !this.#isReadySaid
    const feed = this.#isWatched && isWell ? ['WATCHDOG=1'] : []
    const isTaken = this.#say([...(isReadyNew ? ['READY=1'] : []), ...feed, ...news])
    if (isReadyNew) this.#isReadySaid = isTaken
    this.#tellChange(isWell, status)
  }

  #newStatus(status: string): string[] {
    const now = this.#options.clock.now()
    if (status === this.#status || now - this.#statusMono < STATUS_EVERY_MS) return []
    this.#status = status
    this.#statusMono = now
    return [`STATUS=${status.replace(/\s+/g, ' ')}`]
  }

  #tellChange(isWell: boolean, status: string): void {
    if (isWell === this.#isWell) return
    this.#isWell = isWell
    const consequence = 'The service manager starts it anew if this lasts.'
    if (!isWell && this.#isWatched) this.#options.log.warn(`${status} ${consequence}`)
  }

  /** What is not taken because the reader is busy is said again in the next round, as far as it matters. */
  #say(lines: readonly string[]): boolean {
    if (lines.length === 0) return true
    const problem = this.#socket.send(`${lines.join('\n')}\n`)
    if (problem !== undefined && problem !== 'EAGAIN' && !this.#isLost) {
      this.#isLost = true
      this.#options.log.warn(`The service manager cannot be told how this process is (${problem}).`)
    }
    return problem === undefined
  }
}
