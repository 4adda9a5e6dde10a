import type { RemoteWorker } from './remoteWorker.ts'

/**
 * The worker that a job should go to now: among those that asked for work, the one expected to be done first.
 * A worker about which nothing is known yet is tried before the others; a slow one gets what the fast ones cannot take.
 */
export function choose(workers: Iterable<RemoteWorker>, frames: number, now: number): RemoteWorker | undefined {
  let best: RemoteWorker | undefined
  for (const worker of workers) {
    if (!worker.isEligible(now)) continue
    if (!best || worker.expectedMs(frames) < best.expectedMs(frames)) best = worker
  }
  return best
}
