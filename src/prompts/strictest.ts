import type { Verdict } from './verdict.ts'

/**
 * The strictest of some verdicts that are on their way. The first "unsafe" decides at once, whatever the others do: a check
 * that hangs must not make room for what another has found. "safe" takes all of them.
 * @throws the first failure, when nothing was found and not all have answered
 */
export function strictest(verdicts: readonly Promise<Verdict>[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const decide = ({ verdict }: { verdict: Verdict }) => verdict.safety === 'unsafe' && resolve(verdict)
    const each = verdicts.map((promise) => promise.then((verdict) => ({ verdict })))
    for (const promise of each) promise.then(decide, () => {}) // failures are told below, when all have ended
    Promise.allSettled(each).then((settled) => {
      const failed = settled.find((one) => one.status === 'rejected')
      const last = settled.findLast((one) => one.status === 'fulfilled')
      if (failed) reject(failed.reason)
      else if (last) resolve(last.value.verdict)
      else reject(new RangeError('strictest: no verdicts'))
    })
  })
}
