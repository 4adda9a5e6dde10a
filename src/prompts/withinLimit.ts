import type { Clock } from '#flow/clock.ts'

/**
 * What `work` gives, if that takes no longer than `limitMs`. The work itself goes on: whoever does it has limits of its own.
 * @throws whatever the work throws, or Error saying how long was waited
 */
export async function withinLimit<T>(work: Promise<T>, limitMs: number, clock: Clock): Promise<T> {
  const done = new AbortController()
  const tooLate = clock.until(clock.now() + limitMs, done.signal).then(() => {
    throw new Error(`no answer within ${readable(limitMs)}`)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    // after the race nobody listens to the loser
    tooLate.catch(ignored)
    work.catch(ignored)
    done.abort()
  }
}

function readable(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`
}

function ignored(): void {}
