import type { Capture } from '#frame/capture.ts'
import type { Source, SourceState } from './source.ts'

export type SourceParts = {
  /** Aborts from outside; closing the source aborts the reading just the same. */
  readonly signal: AbortSignal
  readonly state: () => SourceState
  /** Yields until `signal` aborts, and then ends promptly. */
  readonly read: (signal: AbortSignal) => AsyncGenerator<Capture, void, undefined>
  /** Frees what was opened before the reading began. Called once. */
  readonly close?: () => void | Promise<void>
}

/** A source out of a generator: adds what all sources have in common, one reader and a close that may come twice. */
export function sourceOf({ signal, state, read, close }: SourceParts): Source {
  const closing = new AbortController()
  const captures = read(AbortSignal.any([signal, closing.signal]))
  let isRead = false
  let closed: Promise<void> | undefined

  const closeOnce = async () => {
    closing.abort()
    // waits for the reading to leave its last step, so that nothing of it is left when the source is closed
    await captures.return()
    await close?.()
  }

  return {
    get state() {
      return state()
    },
    [Symbol.asyncIterator]() {
      if (isRead) throw new TypeError('Source: a second reader')
      isRead = true
      return captures
    },
    [Symbol.asyncDispose]() {
      closed ??= closeOnce()
      return closed
    },
  }
}
