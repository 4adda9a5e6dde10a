import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { ServerClient } from '#remote/serverClient.ts'
import type { WorkerUnit } from './probe.ts'
import { bench, type SeenWorker, serverView, workerOf } from './serverView.ts'

export type ReloadOptions = {
  readonly server: ServerClient
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How long a worker may take to be ready again, model and all, in ms. */
  readonly backWithinMs: number
  /** Restarts the unit. @returns why it could not; undefined if it did */
  readonly restart: (unit: string) => Promise<string | undefined>
  readonly say: (state: string) => void
}

const LOOK_EVERY_MS = 200
/** What a worker has in hand is done within this, or it does not matter any more, in ms. */
const EMPTY_WITHIN_MS = 5000

/**
 * Restarts one worker so that no frame is lost: it gets no more jobs, finishes those that it has, is restarted, and gets jobs
 * again when the server sees it anew.
 * @returns what went wrong, in words; undefined if it is ready again
 */
export async function reloadUnit(unit: WorkerUnit, options: ReloadOptions): Promise<string | undefined> {
  const { server, restart, say } = options
  const before = await serverView(server)
  const worker = workerOf(unit, before)
  const wasBenched = worker?.benchedByOperator === true
  if (worker && !wasBenched) await empty(unit, worker, options)
  say('restarts')
  const problem = await restart(unit.unit)
  try {
    if (problem !== undefined) return problem
    say('restarted, waiting for it')
    return await untilBack(unit, { sinceMs: before.atMs, wasBenched }, options)
  } finally {
    if (worker && !wasBenched) await takeBack(server, worker.id)
  }
}

async function empty(
  unit: WorkerUnit,
  { id }: SeenWorker,
  { server, clock, signal, say }: ReloadOptions,
): Promise<void> {
  say('finishes its jobs')
  await bench(server, id, 'bench')
  const deadline = clock.now() + EMPTY_WITHIN_MS
  while (!signal.aborted && clock.now() < deadline) {
    if ((workerOf(unit, await serverView(server))?.jobsInFlight ?? 0) === 0) return
    await clock.until(clock.now() + LOOK_EVERY_MS, signal)
  }
}

type Awaited = { readonly sinceMs: number; readonly wasBenched: boolean }

async function untilBack(
  unit: WorkerUnit,
  { sinceMs, wasBenched }: Awaited,
  { server, clock, signal, backWithinMs }: ReloadOptions,
): Promise<string | undefined> {
  const deadline = clock.now() + backWithinMs
  while (!signal.aborted && clock.now() < deadline) {
    const worker = workerOf(unit, await serverView(server))
    const isNew = worker !== undefined && worker.connectedSinceMs >= sinceMs
    if (isNew && (worker.state === 'ready' || wasBenched)) return undefined
    if (isNew && worker.benchedByOperator) await bench(server, worker.id, 'unbench')
    await clock.until(clock.now() + LOOK_EVERY_MS, signal)
  }
  signal.throwIfAborted()
  return `the server has not seen it ready again within ${backWithinMs / 1000} s`
}

/** However it went: nobody shall stay without jobs because of us. A worker under a new name is not known by the old one. */
async function takeBack(server: ServerClient, id: string): Promise<void> {
  try {
    await bench(server, id, 'unbench')
  } catch (error) {
    if (!(error instanceof OperatorError && error.code === 'WORKER_UNKNOWN')) throw error
  }
}
