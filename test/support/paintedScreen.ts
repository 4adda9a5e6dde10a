import { closeSync, openSync, writeSync } from 'node:fs'
import type { Size } from '#frame/capture.ts'
import { openVirtualScreen } from './virtualScreen.ts'

/** An X server whose pixels are written into the memory of its screen, so that no program has to draw. */
export type PaintedScreen = AsyncDisposable & {
  /** `:104` */
  readonly display: string
  /** Of the X server. */
  readonly pid: number
  /** Colours a row of cells from the upper left on, at once: one grey level, 0 to 255, for each. */
  paint(greys: readonly number[], cell: Size): void
}

const BYTES_PER_PIXEL = 4

/** Starts an X server; it is gone when this is closed. @param display one that was used before, to start it again */
export async function openPaintedScreen(size: Size, display?: string): Promise<PaintedScreen> {
  const screen = await openVirtualScreen(size, display)
  const file = openSync(screen.file, 'r+')
  let isClosed = false
  return {
    display: screen.display,
    pid: screen.pid,
    paint(greys, cell) {
      const line = Buffer.concat(greys.map((grey) => Buffer.alloc(cell.widthPx * BYTES_PER_PIXEL, grey)))
      for (let y = 0; y < cell.heightPx; y++) {
        writeSync(file, line, 0, line.length, screen.pixelsAt + y * size.widthPx * BYTES_PER_PIXEL)
      }
    },
    async [Symbol.asyncDispose]() {
      if (isClosed) return
      isClosed = true
      closeSync(file)
      await screen[Symbol.asyncDispose]()
    },
  }
}
