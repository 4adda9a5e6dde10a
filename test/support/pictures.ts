import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import turbo from '@julusian/jpeg-turbo'
import type { Log } from '#telemetry/log.ts'

/** A small real JPEG; different `shade`s give different bytes. */
export function jpegOf(shade: number, { widthPx = 32, heightPx = 16 } = {}): Uint8Array {
  const pixels = Buffer.alloc(widthPx * heightPx * 3, shade)
  const size = { width: widthPx, height: heightPx }
  return new Uint8Array(
    turbo.compressSync(pixels, { ...size, format: turbo.FORMAT_RGB, subsampling: turbo.SAMP_420, quality: 90 }),
  )
}

/** What stands in the header of a JPEG that claims a size; nothing else is in it. */
export function jpegClaiming(widthPx: number, heightPx: number): Uint8Array {
  const sof = [0xff, 0xc0, 0, 17, 8, heightPx >> 8, heightPx & 255, widthPx >> 8, widthPx & 255, 3]
  return Uint8Array.of(0xff, 0xd8, ...sof, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xd9)
}

/** A folder of its own for a test, with files in it, removed afterwards. */
export async function folderOf(t: TestContext, files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'i2i-source-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

/** A picture of `test/fixtures/pictures`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/pictures/${name}`, import.meta.url))
}

/** A log that keeps its lines. */
export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const keep = (message: string) => void lines.push(message)
  return { lines, info: keep, warn: keep, error: keep }
}
