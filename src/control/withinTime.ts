import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'

export type Patience = {
  readonly ms: number
  readonly clock: Clock
  /** Begins the sentence that it does not answer. */
  readonly what: string
}

/**
 * Waits for files or devices no longer than `ms`: a network share that hangs must not hold a request.
 * @param work gets a signal that aborts when nobody waits any more
 * @throws OperatorError DIRECTORY_UNREADABLE
 */
export async function withinTime<T>(work: (signal: AbortSignal) => Promise<T>, patience: Patience): Promise<T> {
  const { ms, clock, what } = patience
  const [late, done] = [new AbortController(), new AbortController()]
  const wait = async () => {
    await clock.until(clock.now() + ms, done.signal)
    late.abort()
    throw new OperatorError(
      'DIRECTORY_UNREADABLE',
      `${what} does not answer within ${ms / 1000} s.`,
      'Check the disk or the network share that it lies on.',
    )
  }
  const working = work(late.signal)
  const waiting = wait()
  // whoever has lost the race is not listened to any more
  for (const either of [waiting, working]) either.catch(() => undefined)
  try {
    return await Promise.race([working, waiting])
  } finally {
    done.abort()
  }
}
