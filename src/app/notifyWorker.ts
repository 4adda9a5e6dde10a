import type { Clock } from '#flow/clock.ts'
import type { JobClientSocket } from '#wire/jobClientSocket.ts'
import { BEAT_MS } from '#wire/protocol.ts'
import type { Pulse } from './notify.ts'

/** Heartbeats that may be missing before the link counts as hung: a stalled machine misses some. */
const MISSED = 20

/**
 * Whether a worker works: its link says something to the server, or tries to, four times a second. A server that is away is no
 * reason to start a worker anew; a link that has stopped trying is.
 */
export class WorkerPulse {
  readonly #clock: Clock
  readonly #server: string
  #phase: 'loading' | 'linked' = 'loading'
  #saidMono = 0
  #isHeard = false

  /** @param server `host:port` */
  constructor(clock: Clock, server: string) {
    this.#clock = clock
    this.#server = server
  }

  /** The engine is being made; how long that takes depends on the model. */
  loading(): void {
    this.#phase = 'loading'
  }

  /** From now on the link has to speak. @returns the same socket, with an ear at it */
  linked(socket: JobClientSocket): JobClientSocket {
    this.#phase = 'linked'
    this.#saidMono = this.#clock.now()
    return {
      incoming: socket.incoming,
      send: async (parts) => {
        this.#isHeard = await socket.send(parts)
        this.#saidMono = this.#clock.now()
        return this.#isHeard
      },
      [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
    }
  }

  /** Whether a server takes what the link says. */
  get isLinked(): boolean {
    return this.#phase === 'linked' && this.#isHeard
  }

  get now(): Pulse {
    if (this.#phase === 'loading') return { isWell: true, status: 'loading the engine' }
    const silentMs = this.#clock.now() - this.#saidMono
    if (silentMs > MISSED * BEAT_MS) {
      return { isWell: false, status: `No heartbeat has been sent for ${Math.floor(silentMs / 1000)} s.` }
    }
    return { isWell: true, status: `${this.#isHeard ? 'working for' : 'looking for'} the server at ${this.#server}` }
  }
}
