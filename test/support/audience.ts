import { decode } from '@msgpack/msgpack'
import { Subscriber } from 'zeromq'
import type { CurveClient } from '#wire/curveKeys.ts'
import { eventually } from './eventually.ts'

/** One picture as it arrived. */
export type Seen = {
  /** When it arrived, on this process's monotonic clock in ms. */
  readonly atMs: number
  readonly timestamp: number
  readonly index: number
  readonly jpeg: Uint8Array
}

/** Somebody who watches the output port, and remembers everything. */
export type Audience = AsyncDisposable & {
  readonly seen: readonly Seen[]
  /** Resolves with the first picture from now on for which `isIt` is true. */
  next(isIt?: (picture: Seen) => boolean, withinMs?: number): Promise<Seen>
  /** The longest time without a picture from `sinceMs` to now. */
  largestGapMs(sinceMs: number): number
  /** How many pictures of a loop of `length` were left out, and how many came out of order, from `sinceMs` on. */
  faults(length: number, sinceMs: number): { readonly missing: number; readonly disorder: number }
}

/** Watches a port from now on, also while nobody publishes there. */
/** @param curve keys, if the pictures are encrypted */
export function openAudience(port: number, curve: Partial<CurveClient> = {}): Audience {
  const socket = new Subscriber({ linger: 0, reconnectInterval: 20, ...curve })
  socket.connect(`tcp://127.0.0.1:${port}`)
  socket.subscribe()
  const seen: Seen[] = []
  const watching = watch(socket, seen)
  return {
    seen,
    async next(isIt = () => true, withinMs = 8000) {
      const from = seen.length
      return eventually(() => seen.slice(from).find(isIt), { withinMs, what: 'the picture that was waited for' })
    },
    largestGapMs(sinceMs) {
      const times = [sinceMs, ...timesSince(seen, sinceMs), performance.now()]
      return Math.max(...times.slice(1).map((time, i) => time - times[i]))
    },
    faults(length, sinceMs) {
      const indices = seen.filter(({ atMs }) => atMs >= sinceMs).map(({ index }) => index)
      const steps = indices.slice(1).map((index, i) => (index - indices[i] + length) % length)
      const disorder = steps.filter((step) => step === 0 || step > length / 2)
      const missing = steps.filter((step) => step > 1 && step <= length / 2).map((step) => step - 1)
      return { missing: missing.reduce((sum, n) => sum + n, 0), disorder: disorder.length }
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await watching
    },
  }
}

function timesSince(seen: readonly Seen[], sinceMs: number): number[] {
  return seen.map(({ atMs }) => atMs).filter((atMs) => atMs >= sinceMs)
}

async function watch(socket: Subscriber, seen: Seen[]): Promise<void> {
  for await (const parts of socket) {
    if (parts.length !== 1) throw new Error(`a message of ${parts.length} parts`)
    const [timestamp, index, jpeg] = decode(parts[0]) as [number, number, Uint8Array]
    seen.push({ atMs: performance.now(), timestamp, index, jpeg })
  }
}
