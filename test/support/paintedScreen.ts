import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { systemProgram } from './systemPrograms.ts'

/** An X server without a monitor whose pixels are written into the memory of its screen, so that no program has to draw. */
export type PaintedScreen = AsyncDisposable & {
  /** `:104` */
  readonly display: string
  /** What the server is as a process. */
  readonly server: ChildProcess
  /** Colours a rectangle at once, with one grey level for each of its cells from left to right. */
  paint(greys: readonly number[], cell?: { readonly widthPx: number; readonly heightPx: number }): void
}

export type PaintedScreenOptions = {
  readonly widthPx: number
  readonly heightPx: number
  /** A display that was used before, to start its server again. Left out: one that is free. */
  readonly display?: string
}

const BYTES_PER_PIXEL = 4
const START_WITHIN_MS = 10_000

/** Starts an X server; it is gone when this is closed. */
export async function openPaintedScreen({ widthPx, heightPx, display }: PaintedScreenOptions): Promise<PaintedScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'i2i-screen-'))
  const program = systemProgram('xvfb') ?? 'Xvfb'
  const geometry = `${widthPx}x${heightPx}x24`
  // told the number of the display on file descriptor 3, when it is ready
  const args = [
    ...(display ? [display] : []),
    '-displayfd',
    '3',
    '-screen',
    '0',
    geometry,
    '-fbdir',
    folder,
    '-noreset',
  ]
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'exit')
  const number = await firstLine(server.stdio[3] as Readable)
  const file = openSync(join(folder, 'Xvfb_screen0'), 'r+')
  const { begin, bytesPerLine } = layoutOf(file)
  let isClosed = false
  return {
    ...{ display: `:${number}`, server },
    paint(greys, cell = { widthPx: 32, heightPx: 32 }) {
      const line = Buffer.concat(greys.map((grey) => Buffer.alloc(cell.widthPx * BYTES_PER_PIXEL, grey)))
      for (let y = 0; y < cell.heightPx; y++) writeSync(file, line, 0, line.length, begin + y * bytesPerLine)
    },
    async [Symbol.asyncDispose]() {
      if (isClosed) return
      isClosed = true
      closeSync(file)
      server.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

/** @see X window dump, XWDFile.h: a header of big-endian 32-bit numbers, a table of colours, and the pixels */
function layoutOf(file: number): { begin: number; bytesPerLine: number } {
  const header = Buffer.alloc(100)
  readSync(file, header, 0, header.length, 0)
  const at = (place: number) => header.readUInt32BE(place * 4)
  const [headerBytes, bytesPerLine, colours] = [at(0), at(12), at(19)]
  return { begin: headerBytes + colours * 12, bytesPerLine }
}

async function firstLine(stream: Readable): Promise<string> {
  const [text] = await once(stream.setEncoding('utf8'), 'data', { signal: AbortSignal.timeout(START_WITHIN_MS) })
  return String(text).trim()
}
