import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { ServerMessage } from '#wire/fromServer.ts'
import type { Hello } from '#wire/fromWorker.ts'
import { PROTOCOL, SILENCE_MS } from '#wire/protocol.ts'
import { RemoteWorker } from './remoteWorker.ts'

/** A second worker under a name that is taken is refused after this long; a restarted one gets in before. */
const CONTEST_MS = 3 * SILENCE_MS

/** Names of benched workers that are remembered while they are away. */
const MAX_HELD = 1000

export type RosterOptions = {
  readonly clock: Clock
  readonly log: Log
  readonly streamId: string
  readonly version: string
  readonly tell: (peer: string, message: ServerMessage) => Promise<boolean>
  /** A worker has left or is taken for gone: its jobs need somebody else. */
  readonly onLeft: (worker: RemoteWorker) => void
}

/** Who is here: greets and refuses workers, notices who has gone. */
export class Roster {
  readonly #options: RosterOptions
  readonly #workers = new Map<string, RemoteWorker>()
  readonly #contested = new Map<string, number>()
  /** Names of workers that the operator has benched: they stay so when they come back. */
  readonly #held = new Set<string>()

  constructor(options: RosterOptions) {
    this.#options = options
  }

  get all(): readonly RemoteWorker[] {
    return [...this.#workers.values()]
  }

  at(peer: string): RemoteWorker | undefined {
    return this.#workers.get(peer)
  }

  /** A worker introduces itself: new, again after a reconnect, or again because it missed the welcome. */
  greet(peer: string, hello: Hello): void {
    const { clock, log, tell, streamId, version } = this.#options
    if (hello.protocol !== PROTOCOL) return this.#refuse(peer, hello, wrongProtocol(hello.protocol))
    // a hello that was sent before our welcome arrived: its credits are those we know of already
    if (!this.#workers.has(peer)) {
      if (!this.#nameIsFree(peer, hello)) return
      const worker = new RemoteWorker(peer, hello, { mono: clock.now(), wallMs: clock.wallMs() })
      worker.isHeld = this.#held.has(hello.workerId)
      this.#workers.set(peer, worker)
      log.info(`worker ${hello.workerId} is here (${hello.engine}, ${hello.device})`, { worker: hello.workerId })
    }
    void tell(peer, { type: 'welcome', streamId, version })
  }

  named(id: string): RemoteWorker | undefined {
    return this.all.find((worker) => worker.id === id)
  }

  /** Gives a worker no more jobs until it is released, also when it goes and comes back. */
  hold(worker: RemoteWorker): void {
    worker.isHeld = true
    this.#held.add(worker.id)
    const [oldest] = this.#held
    if (this.#held.size > MAX_HELD) this.#held.delete(oldest)
  }

  /** Ends whatever keeps a worker from getting jobs, here or away. @returns false if nobody of that name is known */
  release(id: string): boolean {
    const wasHeld = this.#held.delete(id)
    const worker = this.named(id)
    worker?.release()
    return wasHeld || worker !== undefined
  }

  /** Forgets a worker; its jobs are handed on. */
  dismiss(worker: RemoteWorker, why: string): void {
    if (this.#workers.get(worker.peer) !== worker) return
    this.#workers.delete(worker.peer)
    this.#options.log.warn(`worker ${worker.id} ${why}`, { worker: worker.id })
    this.#options.onLeft(worker)
  }

  /** Some connection has ended: finds out whose by writing to each. */
  async callTheRoll(): Promise<void> {
    for (const worker of this.all) {
      const isThere = await this.#options.tell(worker.peer, { type: 'beat' })
      if (!isThere) this.dismiss(worker, 'has disconnected')
    }
  }

  /** Dismisses workers that have been silent for too long; they are asked who they are when they speak again. */
  dismissSilent(now: number): void {
    for (const worker of this.all) {
      if (worker.isSilent(now)) this.dismiss(worker, `has been silent for ${SILENCE_MS / 1000} s`)
    }
  }

  #nameIsFree(peer: string, hello: Hello): boolean {
    const now = this.#options.clock.now()
    const holder = this.all.find((worker) => worker.id === hello.workerId)
    if (!holder || holder.hello.instance === hello.instance) {
      this.#contested.delete(hello.workerId)
      if (holder) this.dismiss(holder, 'has reconnected')
      return true
    }
    // the holder may be a process that has just been killed: it says nothing any more and will be dismissed
    const since = this.#contested.get(hello.workerId) ?? now
    this.#contested.set(hello.workerId, since)
    if (now - since > CONTEST_MS) this.#refuse(peer, hello, nameTaken(hello.workerId))
    return false
  }

  #refuse(peer: string, hello: Hello, { reason, remedy }: { reason: string; remedy: string }): void {
    this.#options.log.warn(`worker ${hello.workerId} refused: ${reason} ${remedy}`, { worker: hello.workerId })
    void this.#options.tell(peer, { type: 'refusal', reason, remedy })
  }
}

function wrongProtocol(theirs: number): { reason: string; remedy: string } {
  return {
    reason: `The worker speaks protocol ${theirs}, this server ${PROTOCOL}.`,
    remedy: 'Install the same version of i2i-realtime on both machines.',
  }
}

function nameTaken(workerId: string): { reason: string; remedy: string } {
  return {
    reason: `Another running worker is called ${workerId}.`,
    remedy: 'Give each worker its own --worker-id, or leave it out.',
  }
}
