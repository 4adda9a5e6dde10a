import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../render/writeWhole.ts'

/** What the frames of a folder were taken from, and how. */
export type Recipe = {
  /** Absolute path, or an address. */
  readonly video: string
  /** Of the file, to notice that it has become another; 0 for an address. */
  readonly bytes: number
  readonly modifiedMs: number
  readonly fps: number
  /** Empty for that of the video. */
  readonly size: string
  readonly start: number
  readonly seconds: number
}

export type FramesRecord = {
  readonly recipe: Recipe
  /** How many there are in all; left out as long as nobody knows. */
  readonly frames?: number | undefined
}

const RECORD = '.i2i-frames.json'

const recordSchema = z.object({
  version: z.literal(1),
  frames: z.int().optional(),
  recipe: z.object({
    video: z.string(),
    bytes: z.number(),
    modifiedMs: z.number(),
    fps: z.number(),
    size: z.string(),
    start: z.number(),
    seconds: z.number(),
  }),
})

/** Reads what the frames of a folder are; undefined where none were taken, or nobody knows any more. */
export async function readFramesRecord(folder: string): Promise<FramesRecord | undefined> {
  const content = await readFile(join(folder, RECORD), 'utf8').catch(() => '')
  try {
    return recordSchema.parse(JSON.parse(content))
  } catch {
    return undefined // what lies there counts as made by others then, and is not touched
  }
}

/** Notes what the frames of a folder are. @throws as `writeWhole` */
export async function writeFramesRecord(folder: string, record: FramesRecord): Promise<void> {
  const content = `${JSON.stringify({ version: 1, ...record }, undefined, 1)}\n`
  await writeWhole(join(folder, RECORD), new TextEncoder().encode(content))
}

/** What differs between two recipes, for people: `fps 25 instead of 30`. Empty if nothing does. */
export function recipeDifferences(was: Recipe, is: Recipe): string[] {
  const names = ['video', 'fps', 'size', 'start', 'seconds'] as const
  const said = names.filter((name) => was[name] !== is[name]).map((name) => difference(name, was[name], is[name]))
  const isOther = was.bytes !== is.bytes || was.modifiedMs !== is.modifiedMs
  return said.length === 0 && isOther ? ['the video has changed since'] : said
}

function difference(name: string, was: string | number, is: string | number): string {
  return `${name} ${was === '' ? 'that of the video' : was} instead of ${is === '' ? 'that of the video' : is}`
}
