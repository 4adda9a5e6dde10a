import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'

export type UntilAnsweredOptions = {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

const EVERY_MS = 2000

/** Resolves when a server answers at an address, whatever it says, or when the signal aborts. */
export async function untilAnswered({ url, clock, log, signal }: UntilAnsweredOptions): Promise<void> {
  let isTold = false
  while (!signal.aborted && !(await answers(url, signal))) {
    if (!isTold) log.warn(`${url} does not answer yet; it is waited for.`)
    isTold = true
    await clock.until(clock.now() + EVERY_MS, signal)
  }
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(EVERY_MS)])
  const answer = await fetch(url, { method: 'HEAD', signal: limited }).catch(() => undefined) // asked again soon
  return answer !== undefined
}
