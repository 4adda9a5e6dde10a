import type { Clock } from '#flow/clock.ts'
import { diagnose } from '#telemetry/health.ts'
import type { Log } from '#telemetry/log.ts'
import type { Status } from '#telemetry/status.ts'
import type { Telemetry } from '#telemetry/telemetry.ts'

const LOOK_MS = 1000
/** A line that says how the show is going, this often. */
const SUMMARY_MS = 10_000

export type WatchOptions = {
  readonly telemetry: Telemetry
  readonly status: () => Status
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
}

/** Looks after the show: says when something becomes unwell or well again, and now and then how it is going. */
export async function watchHealth({ telemetry, status, clock, signal, log }: WatchOptions): Promise<void> {
  let summaryMono = clock.now() + SUMMARY_MS
  while (!signal.aborted) {
    const now = status()
    const { source, workers } = now
    const { failing, quietMs, uptimeS } = telemetry
    const problems = diagnose({ source, workers, failing, quietMs, uptimeMs: uptimeS * 1000 })
    for (const part of telemetry.health.update(problems)) {
      if (problems[part]) log.warn(`${part}: ${problems[part]}`, { part })
      else log.info(`${part} is well again`, { part })
    }
    if (clock.now() >= summaryMono) {
      log.info(summary(now), { fps: now.fps, delayMs: now.delayMs, workers: now.workers.length })
      summaryMono += SUMMARY_MS
    }
    await clock.until(clock.now() + LOOK_MS, signal)
  }
}

function summary({ fps, delayMs, workers }: Status): string {
  const load = workers.reduce((sum, worker) => sum + worker.load, 0) / Math.max(1, workers.length)
  const team = `${workers.length} worker${workers.length === 1 ? '' : 's'} (${Math.round(load * 100)} % busy)`
  return `${fps.captured.toFixed(1)} fps in, ${fps.published.toFixed(1)} out, ${Math.round(delayMs)} ms behind, ${team}`
}
