import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import type { Size } from '#frame/capture.ts'

/** A folder of numbered JPEGs, dark on the left and light on the right, removed when the test has ended. */
export function pictureFolder(t: TestContext, { count = 20, light = 220 } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'i2i-show-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writePictures(folder, { count, light })
  return folder
}

/** Writes numbered JPEGs of 160x96 into a folder, which is made if need be. */
export function writePictures(folder: string, { count = 20, light = 220 } = {}): void {
  mkdirSync(folder, { recursive: true })
  const jpeg = darkAndLight({ widthPx: 160, heightPx: 96 }, light)
  for (let i = 0; i < count; i++) writeFileSync(join(folder, `${i}.jpg`), jpeg)
}

/** Mean red of the left and of the right half of a JPEG, and its size. */
export function halves(jpeg: Uint8Array): Size & { left: number; right: number } {
  const { data, width, height } = turbo.decompressSync(Buffer.from(jpeg), { format: turbo.FORMAT_RGB })
  const sums = [0, 0]
  for (let i = 0; i < width * height; i++) sums[i % width < width / 2 ? 0 : 1] += data[i * 3]
  const [left, right] = sums.map((sum) => sum / ((width * height) / 2))
  return { widthPx: width, heightPx: height, left, right }
}

function darkAndLight({ widthPx, heightPx }: Size, light: number): Uint8Array {
  const pixels = Buffer.alloc(widthPx * heightPx * 3, 20)
  for (let i = 0; i < widthPx * heightPx; i++) if (i % widthPx >= widthPx / 2) pixels.fill(light, i * 3, i * 3 + 3)
  const options = { width: widthPx, height: heightPx, format: turbo.FORMAT_RGB, subsampling: turbo.SAMP_420 }
  return turbo.compressSync(pixels, { ...options, quality: 90 })
}
