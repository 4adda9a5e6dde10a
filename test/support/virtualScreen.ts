import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Size } from '#frame/capture.ts'
import { eventually } from './eventually.ts'

/** A real X server without a monitor, whose screen lies in a file. */
export type VirtualScreen = AsyncDisposable & {
  /** For the variable DISPLAY: `:17`. */
  readonly display: string
  readonly pid: number
  /** The file that holds the screen as an X window dump, always up to date. */
  readonly file: string
  readonly pixelsAt: number
  /** The colour of a pixel right now, as #rrggbb. */
  colourAt(xPx: number, yPx: number): string
  /** All pixels as 8-bit RGB. */
  pixels(): Uint8Array
}

/** Starts an X server with one screen. @param display its number, if it matters: `:17` */
export async function openVirtualScreen({ widthPx, heightPx }: Size, display?: string): Promise<VirtualScreen> {
  const folder = mkdtempSync(join(tmpdir(), 'i2i-screen-'))
  const screen = `${widthPx}x${heightPx}x24`
  const args = [
    ...(display ? [display] : []),
    '-displayfd',
    '3',
    '-screen',
    '0',
    screen,
    '-fbdir',
    folder,
    '-nolisten',
    'tcp',
    '-noreset',
  ]
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer]
  const path = join(folder, 'Xvfb_screen0')
  await eventually(() => existsSync(path), { what: 'the file of the screen' })
  const file = openSync(path, 'r')
  const header = read(file, 0, 100)
  const pixelsAt = header.readUInt32BE(0) + header.readUInt32BE(76) * 12
  const rgb = (bytes: Buffer) => [bytes[2], bytes[1], bytes[0]]
  return {
    display: `:${number.toString().trim()}`,
    pid: server.pid as number,
    file: path,
    pixelsAt,
    colourAt(xPx, yPx) {
      const pixel = rgb(read(file, pixelsAt + (yPx * widthPx + xPx) * 4, 4))
      return `#${pixel.map((value) => value.toString(16).padStart(2, '0')).join('')}`
    },
    pixels() {
      const whole = read(file, pixelsAt, widthPx * heightPx * 4)
      return Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, i) => whole[Math.floor(i / 3) * 4 + 2 - (i % 3)])
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      await ended(server)
      closeSync(file)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = once(server, 'exit')
  server.kill('SIGTERM')
  await exit
}

function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, position)
  return bytes
}
