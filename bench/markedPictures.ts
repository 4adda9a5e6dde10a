import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Size } from '#frame/capture.ts'
import { benchFrames } from './frames.ts'

/** So many pictures can be told apart by the grey of the block in their middle. */
export const MARKS = 8
const BLOCK_PX = 96

/** The grey of a mark, far from its neighbours so that a JPEG keeps it. */
export function greyOf(mark: number): number {
  return 16 + mark * 32
}

/** Pictures of usual weight with a grey block in the middle, another one each. */
export async function markedPictures(size: Size): Promise<Uint8Array[]> {
  const folder = benchFrames()
  const names = (await readdir(folder)).toSorted().slice(0, MARKS)
  return Promise.all(names.map(async (name, mark) => marked(await readFile(join(folder, name)), mark, size)))
}

async function marked(jpeg: Uint8Array, mark: number, { widthPx, heightPx }: Size): Promise<Uint8Array> {
  const [r, g, b] = [greyOf(mark), greyOf(mark), greyOf(mark)]
  const block = { create: { width: BLOCK_PX, height: BLOCK_PX, channels: 3, background: { r, g, b } } } as const
  const whole = sharp(jpeg).resize(widthPx, heightPx, { fit: 'fill' })
  return whole
    .composite([{ input: block, gravity: 'centre' }])
    .jpeg({ quality: 90 })
    .toBuffer()
}
