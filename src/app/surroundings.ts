import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'

/** What a process is given by whoever starts it. */
export type Surroundings = {
  /** Aborts when everything shall end now. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: Log
  /** Variables of the environment, and those of `.env` that are not in it: keys of services stand there. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Names something that a report of a crash should tell as it is at that moment. */
  readonly crashNote?: (name: string, value: () => unknown) => void
}
