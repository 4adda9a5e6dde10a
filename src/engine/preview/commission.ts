import type { Orders } from './studio.ts'

/** One picture for a painter thread: where its pixels lie in shared memory, and what it is painted by. */
export type Commission = Orders & {
  readonly pixels: SharedArrayBuffer
  readonly byteOffset: number
  readonly widthPx: number
  readonly heightPx: number
}

/** Engine → thread. */
export type CommissionMessage = Commission & { readonly id: number }

/** Thread → engine: the picture has been painted in place, or why not. */
export type DoneMessage = { readonly id: number; readonly reason?: string }
