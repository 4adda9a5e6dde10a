import type { Clock } from '#flow/clock.ts'
import type { Status } from '#telemetry/status.ts'
import type { Pulse } from './notify.ts'

/** Results that come in for so long while nothing goes out mean that the way out is stuck, in ms. */
const STUCK_MS = 20_000
/** … if there are so many of them, in frames: a few may be under way. */
const STUCK_FRAMES = 16

/**
 * Whether a server works. It hangs when its loop does not turn, which nobody needs to say, or when workers hand in results
 * and none of them goes anywhere. A camera that is missing, a pause, workers that are away or fail are no reason to start a
 * server anew: it would not come back any better.
 */
export class ServerPulse {
  readonly #clock: Clock
  #gone = -1
  #goneMono = 0
  /** Worker → frames that it had done when it was last looked at. */
  #done: ReadonlyMap<string, number> = new Map()
  #waiting = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Looks at a status; to be called now and then. */
  of(status: Pick<Status, 'fps' | 'frames' | 'drops' | 'workers' | 'health'>): Pulse {
    const now = this.#clock.now()
    this.#waiting += this.#newlyDone(status.workers)
    const gone = goneFrames(status)
    if (gone !== this.#gone) {
      this.#gone = gone
      this.#goneMono = now
      this.#waiting = 0
    }
    const stuckMs = now - this.#goneMono
    if (stuckMs < STUCK_MS || this.#waiting < STUCK_FRAMES) return { isWell: true, status: line(status) }
    const seconds = Math.floor(stuckMs / 1000)
    return { isWell: false, status: `${this.#waiting} results have come and no picture has left for ${seconds} s.` }
  }

  #newlyDone(workers: Status['workers']): number {
    const before = this.#done
    this.#done = new Map(workers.map(({ id, framesDone }) => [id, framesDone]))
    return workers.reduce(
      (sum, { id, framesDone }) => sum + Math.max(0, framesDone - (before.get(id) ?? framesDone)),
      0,
    )
  }
}

/** Frames that have left the server one way or another, as long as it is on purpose. */
function goneFrames({ frames, drops }: Pick<Status, 'frames' | 'drops'>): number {
  const dropped = Object.values({ ...drops.reorder, ...drops.dispatch }).reduce((sum, n) => sum + n, 0)
  return frames.published + frames.failed + dropped
}

function line({ fps, workers, health }: Pick<Status, 'fps' | 'workers' | 'health'>): string {
  const team = `${workers.length} worker${workers.length === 1 ? '' : 's'}`
  const problems = Object.values(health.parts).flatMap(({ problem }) => problem ?? [])
  const state = health.status === 'online' ? '' : ` - ${health.status}: ${problems.join(' ')}`
  return `${fps.captured.toFixed(1)} fps in, ${fps.published.toFixed(1)} out, ${team}${state}`
}
