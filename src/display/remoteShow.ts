import { z } from 'zod'
import type { Clock } from '#flow/clock.ts'
import { followEvents } from '#remote/followEvents.ts'
import { ServerClient } from '#remote/serverClient.ts'
import type { PictureMessage } from '#wire/pictureMessage.ts'

export type RemoteShowOptions = {
  /** `http://HOST:PORT` */
  readonly address: string
  readonly token: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Settings that have a key. */
const keyed = z.object({ debug: z.boolean(), passthrough: z.boolean(), freeze: z.boolean() })
type Keyed = z.output<typeof keyed>

/** A show whose server is busy is not waited for by somebody at the window. */
const PATIENCE_MS = 3000

/** The show behind the pictures, as far as the window needs it: what the keys change, and what the overlay tells. */
export class RemoteShow {
  readonly #options: RemoteShowOptions
  readonly #server: ServerClient
  #settings: Keyed | undefined
  /** Who made the newest picture. */
  worker: string | undefined
  /** What the server's clock is ahead of ours, in ms. */
  aheadMs = 0
  /** Told when a setting has changed. */
  onChange: () => void = () => undefined

  constructor(options: RemoteShowOptions) {
    this.#options = options
    this.#server = new ServerClient({ ...options, patienceMs: () => PATIENCE_MS })
  }

  /** Undefined while the server has not told them. */
  get settings(): Keyed | undefined {
    return this.#settings
  }

  /** Follows the show until the signal aborts; a server that is not there is tried again. */
  follow(): Promise<void> {
    const away = () => {
      this.#settings = undefined
      this.worker = undefined
    }
    return followEvents({
      ...this.#options,
      onHere: () => undefined,
      onAway: away,
      onEvent: (event) => {
        if (event.type === 'settings') this.#take(event.settings)
        if (event.type === 'status') this.#takeStatus(event)
      },
    })
  }

  /** Turns a setting on or off. @throws OperatorError as the server says, or SERVER_UNREACHABLE */
  async toggle(name: keyof Keyed): Promise<void> {
    await this.#server.command(name, [this.#settings?.[name] ? 0 : 1])
  }

  /** Ends the show. @throws OperatorError as the server says, or SERVER_UNREACHABLE */
  async stop(): Promise<void> {
    await this.#server.post('/api/stop', z.object({ status: z.string() }))
  }

  /** The newest picture, or undefined if there is none or the server does not answer. */
  async newest(): Promise<PictureMessage | undefined> {
    const { address, signal } = this.#options
    const ending = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    try {
      const answer = await fetch(`${address}/api/picture.jpg`, { signal: ending, redirect: 'manual' })
      if (!answer.ok) return undefined
      const jpeg = new Uint8Array(await answer.arrayBuffer())
      const [timestamp, index] = ['x-timestamp', 'x-index'].map((name) => Number(answer.headers.get(name)))
      return { timestamp, index, jpeg }
    } catch {
      return undefined // whoever publishes there need not have a page
    }
  }

  #take(settings: Readonly<Record<string, unknown>>): void {
    this.#settings = keyed.safeParse(settings).data
    this.onChange()
  }

  #takeStatus({ atMs, status }: { atMs: number; status: { show: { worker?: string | undefined } } }): void {
    this.worker = status.show.worker
    this.aheadMs = atMs - this.#options.clock.wallMs()
  }
}
