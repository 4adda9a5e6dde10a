const WINDOW_MS = 2000

/** A picture that has just been drawn. */
export type Drawn = { readonly timestampMs: number; readonly widthPx: number; readonly heightPx: number }

/** What the page has seen of the pictures in the last two seconds. */
export type Measured = {
  readonly fps: number
  /** Mean time from capture to drawing by the page's clock, in ms; meaningful only if that is the server's. */
  readonly ageMs: number | undefined
  readonly size: string
}

/** Counts pictures as they are drawn; reading it does not draw anything. */
export class Measure {
  #drawn: { readonly atMs: number; readonly ageMs: number }[] = []
  #size = ''

  readonly count = ({ timestampMs, widthPx, heightPx }: Drawn): void => {
    this.#drawn.push({ atMs: performance.now(), ageMs: Date.now() - timestampMs })
    this.#forgetOld()
    this.#size = `${widthPx} × ${heightPx}`
  }

  read(): Measured {
    this.#forgetOld()
    const drawn = this.#drawn
    const first = drawn[0]
    const last = drawn.at(-1)
    if (!first || !last) return { fps: 0, ageMs: undefined, size: this.#size }
    const seconds = (last.atMs - first.atMs) / 1000
    const fps = seconds > 0 ? (drawn.length - 1) / seconds : 0
    return { fps, ageMs: drawn.reduce((sum, { ageMs }) => sum + ageMs, 0) / drawn.length, size: this.#size }
  }

  #forgetOld(): void {
    const from = performance.now() - WINDOW_MS
    this.#drawn = this.#drawn.filter(({ atMs }) => atMs >= from)
  }
}
