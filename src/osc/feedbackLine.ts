import { createSocket, type Socket } from 'node:dgram'
import { lookup as systemLookup } from 'node:dns/promises'
import { once } from 'node:events'
import { reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import { defaultSettings, type SettingName } from '#settings/schema.ts'
import type { SettingsReader } from '#settings/store.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { feedbackMessage } from './feedbackMessage.ts'
import type { FeedbackTarget } from './feedbackTargets.ts'

/** Changes within this time are told together, each setting once. */
const TICK_MS = 50
/** What fits into one UDP packet. */
const MAX_BYTES = 65_507
/** Some networks take seconds to say that nobody is there: without a word for so long, all is well. */
const WELL_MS = 10_000

const ALL = Object.keys(defaultSettings) as SettingName[]

export type FeedbackLineOptions = {
  readonly settings: Pick<SettingsReader, 'current'>
  readonly clock: Clock
  readonly log: Log
  readonly drops: Drops
  readonly signal: AbortSignal
  /** The address of a name. */
  readonly lookup?: (host: string) => Promise<{ address: string; family: number }>
}

/** Tells one program what the settings are: all of them at first, then what changes. Somebody who cannot be reached is tried again. */
export class FeedbackLine {
  readonly #target: FeedbackTarget
  readonly #options: FeedbackLineOptions
  readonly #backoff = new Backoff({ firstMs: 1_000, maxMs: 5_000 })
  #unsaid = new Set<SettingName>(ALL)
  #wake = Promise.withResolvers<void>()
  #socket: Socket | undefined
  #failure: string | undefined
  #failedAt: number | undefined

  constructor(target: FeedbackTarget, options: FeedbackLineOptions) {
    this.#target = target
    this.#options = options
  }

  /** Has some settings told soon; left out: all. */
  tell(names: readonly SettingName[] = ALL): void {
    for (const name of names) this.#unsaid.add(name)
    this.#wake.resolve()
  }

  /** Runs until the signal aborts. Never rejects. */
  async run(): Promise<void> {
    const { signal, clock } = this.#options
    const stop = () => this.#wake.resolve()
    signal.addEventListener('abort', stop)
    while (!signal.aborted) {
      await this.#tellUnsaid()
      await clock.until(clock.now() + (this.#failure === undefined ? TICK_MS : this.#giveUpFor()), signal)
      if (this.#unsaid.size === 0 && this.#failure === undefined && !signal.aborted) await this.#wake.promise
      this.#wake = Promise.withResolvers()
    }
    signal.removeEventListener('abort', stop)
    this.#hangUp()
  }

  async #tellUnsaid(): Promise<void> {
    if (this.#failure !== undefined) return
    try {
      const socket = this.#socket ?? (await this.#connect())
      // what the network has not taken yet would only grow
      if (socket.getSendQueueCount() > 0) return
      const names = [...this.#unsaid]
      this.#unsaid.clear()
      for (const name of names) this.#send(name, socket)
      this.#isWell()
    } catch (error) {
      this.#fail(error)
    }
  }

  #send(name: SettingName, socket: Socket): void {
    const bytes = feedbackMessage(name, this.#options.settings.current)
    if (bytes.length > MAX_BYTES) return this.#options.drops.count('osc', 'too long to be told')
    socket.send(bytes, (error) => error && this.#fail(error))
  }

  /** Connected, so that it is heard of when nobody is there. */
  async #connect(): Promise<Socket> {
    const { host, port } = this.#target
    const { lookup = systemLookup } = this.#options
    const { address, family } = await this.#unlessAborted(lookup(host))
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
    this.#socket = socket
    socket.on('error', (error) => this.#fail(error))
    const connecting = once(socket, 'connect')
    socket.connect(port, address)
    await this.#unlessAborted(connecting)
    return socket
  }

  /** A name that nobody answers for can take long. */
  async #unlessAborted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#options
    const { promise, reject } = Promise.withResolvers<never>()
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    return await Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop))
  }

  #fail(error: unknown): void {
    this.#failure ??= reasonOf(error)
    this.#wake.resolve()
  }

  /** Hangs up after a failure. @returns how long to wait before all is told again */
  #giveUpFor(): number {
    const { clock, log } = this.#options
    const { host, port } = this.#target
    if (this.#failedAt === undefined) {
      log.warn(`OSC feedback does not reach ${host}:${port} (${this.#failure}); it is tried again and again.`)
    }
    this.#failedAt = clock.now()
    this.#failure = undefined
    this.#unsaid = new Set(ALL)
    this.#hangUp()
    return this.#backoff.next()
  }

  #isWell(): void {
    const { clock, log } = this.#options
    if (this.#failedAt === undefined || clock.now() - this.#failedAt < WELL_MS) return
    log.info(`OSC feedback to ${this.#target.host}:${this.#target.port} is sent again.`)
    this.#failedAt = undefined
    this.#backoff.reset()
  }

  #hangUp(): void {
    this.#socket?.close()
    this.#socket = undefined
  }
}
