import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'

/** Waits for files no longer than `ms`: a network share that hangs must not hold a request. @throws OperatorError DIRECTORY_UNREADABLE */
export async function withinTime<T>(
  work: Promise<T>,
  { ms, clock, what }: { readonly ms: number; readonly clock: Clock; readonly what: string },
): Promise<T> {
  const enough = new AbortController()
  const late = clock.until(clock.now() + ms, enough.signal).then(() => {
    throw new OperatorError(
      'DIRECTORY_UNREADABLE',
      `${what} does not answer within ${ms / 1000} s.`,
      'Check the disk or the network share that it lies on.',
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    // whoever has lost the race is not waited for any more
    late.catch(() => undefined)
    work.catch(() => undefined)
    enough.abort()
  }
}
