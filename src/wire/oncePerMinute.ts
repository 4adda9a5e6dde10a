import type { Clock } from '#flow/clock.ts'

const MINUTE_MS = 60_000
/** Sentences that are remembered; with more, the oldest are forgotten. */
const REMEMBERED = 256

/** A way of saying things at most once a minute each: a peer that is not let in tries again ten times a second. */
export function oncePerMinute(clock: Clock, say: (sentence: string) => void): (key: string, sentence: string) => void {
  const saidMono = new Map<string, number>()
  return (key, sentence) => {
    const now = clock.now()
    if (now - (saidMono.get(key) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return
    saidMono.delete(key)
    saidMono.set(key, now)
    const [oldest] = saidMono.keys()
    if (saidMono.size > REMEMBERED && oldest !== undefined) saidMono.delete(oldest)
    say(sentence)
  }
}
