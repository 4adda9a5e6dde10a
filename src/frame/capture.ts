/** A size in pixels. */
export type Size = { readonly widthPx: number; readonly heightPx: number }

/** What a source delivers: one JPEG, and when it was captured. The bytes are never written to again. */
export type Capture = Size & {
  /** A complete baseline or progressive JPEG of 1 or 3 components; its header has been checked. */
  readonly jpeg: Uint8Array
  /** Index of the picture in its source; starts again at 0 when a sequence loops. */
  readonly index: number
  /** Wall clock: integer milliseconds since the Unix epoch. Leaves the house as `timestamp`. */
  readonly capturedAtMs: number
  /** The same moment on the monotonic clock (`Clock.now()`), for everything that is measured or waited for. */
  readonly capturedMono: number
  /** Centre crop that the worker applies after decoding, before it scales. Absent: the whole picture. */
  readonly crop?: Size
}
