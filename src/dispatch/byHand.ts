import type { Clock } from '#flow/clock.ts'
import type { ServerMessage } from '#wire/fromServer.ts'
import type { RemoteWorker } from './remoteWorker.ts'
import type { Roster } from './roster.ts'

export type ByHandOptions = {
  readonly roster: Roster
  readonly clock: Clock
  readonly tell: (peer: string, message: ServerMessage) => Promise<boolean>
  /** Somebody may get jobs again. */
  readonly onFree: () => void
}

/** What an operator does to single workers, by their names. */
export class ByHand {
  readonly #options: ByHandOptions

  constructor(options: ByHandOptions) {
    this.#options = options
  }

  /** Gives a worker no more jobs until it is taken back; what it has in hand it may finish. @returns false if it is not here */
  bench(id: string): boolean {
    return this.#with(id, (worker) => this.#options.roster.hold(worker))
  }

  /** Gives a worker jobs again, whoever benched it, also when it comes back. @returns false if nobody knows it */
  unbench(id: string): boolean {
    const { roster, onFree } = this.#options
    const isKnown = roster.release(id)
    onFree()
    return isKnown
  }

  /** Has a worker end its work and start anew. @returns false if it is not here */
  restart(id: string): boolean {
    const { clock, tell } = this.#options
    return this.#with(id, (worker) => {
      worker.leavesSoon(clock.now())
      void tell(worker.peer, { type: 'restart' })
    })
  }

  #with(id: string, deed: (worker: RemoteWorker) => void): boolean {
    const worker = this.#options.roster.named(id)
    if (worker) deed(worker)
    return worker !== undefined
  }
}
