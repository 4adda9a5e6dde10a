import { setTimeout as delay } from 'node:timers/promises'

/** Looks this often. */
const EVERY_MS = 20

/**
 * Resolves to the first truthy answer of `check`, which is asked again and again; what it throws means "not yet".
 * For tests with real sockets and processes only: the others turn a clock by hand.
 * @throws Error naming `what`, with the last answer, when there is none within `withinMs`
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = 5000, what = 'what was waited for' }: { withinMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const { answer, problem } = await ask(check)
    if (answer) return answer
    if (performance.now() > deadline) {
      throw new Error(`${what}: not within ${withinMs} ms (last: ${problem ?? JSON.stringify(answer)})`)
    }
    await delay(EVERY_MS)
  }
}

async function ask<T>(check: () => T | Promise<T>): Promise<{ answer?: T; problem?: string }> {
  try {
    return { answer: await check() }
  } catch (error) {
    return { problem: String(error) }
  }
}
