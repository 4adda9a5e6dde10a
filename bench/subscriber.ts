import { decode } from '@msgpack/msgpack'
import { Subscriber } from 'zeromq'
import type { CurveClient } from '#wire/curveKeys.ts'

/** One picture as a subscriber got it. */
export type Received = {
  /** Monotonic ms of this process. */
  readonly atMs: number
  /** From its timestamp to its arrival, by the wall clock, in ms. */
  readonly latencyMs: number
  readonly index: number
}

/** Listens to the output port for `seconds` from the first picture on, as any program of the audience would. */
export async function receive(port: number, seconds: number, keys?: CurveClient): Promise<Received[]> {
  const all: Received[] = []
  for await (const picture of subscribe(port, keys)) {
    all.push(picture)
    if (picture.atMs - all[0].atMs >= seconds * 1000) return all
  }
  return all
}

/** Pictures as they come, for as long as the reader stays. Ends with an error after 30 s without one. */
export async function* subscribe(port: number, keys?: CurveClient): AsyncGenerator<Received> {
  const socket = new Subscriber({ linger: 0, receiveTimeout: 30_000, reconnectInterval: 20, ...keys })
  socket.connect(`tcp://127.0.0.1:${port}`)
  socket.subscribe()
  try {
    for await (const [message] of socket) {
      const [timestamp, index] = decode(message) as [number, number, Uint8Array]
      const latencyMs = performance.timeOrigin + performance.now() - timestamp
      yield { atMs: performance.now(), latencyMs, index }
    }
  } finally {
    socket.close()
  }
}

/** Times between pictures in ms. */
export function intervals(pictures: readonly Received[]): number[] {
  return pictures.slice(1).map((picture, i) => picture.atMs - pictures[i].atMs)
}

/** What is wrong with the order of a looping sequence: frames that are missing, and steps back. */
export function orderOf(
  pictures: readonly Received[],
  loop: number,
): { missing: number; backwards: number; repeated: number } {
  const faults = { missing: 0, backwards: 0, repeated: 0 }
  for (let i = 1; i < pictures.length; i++) {
    const step = (pictures[i].index - pictures[i - 1].index + loop) % loop
    if (step === 0) faults.repeated++
    else if (step > loop / 2) faults.backwards++
    else faults.missing += step - 1
  }
  return faults
}
