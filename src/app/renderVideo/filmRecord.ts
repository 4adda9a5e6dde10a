import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { MadeWith } from '../render/renderRecord.ts'
import { writeWhole } from '../render/writeWhole.ts'

/** A finished piece of a film. */
export type Part = {
  /** Its name in the folder of the parts. */
  readonly file: string
  /** Length of the file. */
  readonly bytes: number
  /** Times of its first and last picture, on the clock of the input, in microseconds. */
  readonly firstUs: number
  readonly lastUs: number
  readonly frames: number
  /** Pictures that could not be redrawn; the one before stands in their places. */
  readonly failures: readonly { readonly seq: number; readonly atUs: number; readonly reason: string }[]
}

/** What is known of a rendering that may have been interrupted. */
export type FilmRecord = {
  readonly film: { readonly path: string; readonly bytes: number; readonly modifiedMs: number }
  readonly madeWith: MadeWith
  /** Name of the encoder: all parts have the same, or they would not fit together. */
  readonly encoder: string
  /** A file of the output's name may be replaced: that was asked for, or it was made of these parts. */
  readonly replaces: boolean
  /** The parts go to the end of the film. */
  readonly isEnded: boolean
  /** In the order of the film. */
  readonly parts: readonly Part[]
}

const part = z.object({
  file: z.string(),
  bytes: z.int(),
  firstUs: z.int(),
  lastUs: z.int(),
  frames: z.int().min(1),
  failures: z.array(z.object({ seq: z.int(), atUs: z.int(), reason: z.string() })),
})
const schema = z.object({
  version: z.literal(1),
  film: z.object({ path: z.string(), bytes: z.number(), modifiedMs: z.number() }),
  madeWith: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  encoder: z.string(),
  replaces: z.boolean(),
  isEnded: z.boolean(),
  parts: z.array(part),
})

/** Reads a record; undefined where there is none, or none that can be understood: then what lies there counts as made by others. */
export async function readFilmRecord(path: string): Promise<FilmRecord | undefined> {
  const content = await readFile(path, 'utf8').catch(() => '')
  try {
    return schema.parse(JSON.parse(content))
  } catch {
    return undefined // as the comment above says
  }
}

/** @throws as `writeWhole` */
export async function writeFilmRecord(path: string, record: FilmRecord): Promise<void> {
  await writeWhole(path, new TextEncoder().encode(`${JSON.stringify({ version: 1, ...record }, undefined, 1)}\n`))
}

/** What differs between two renderings, for people: `seed 1 instead of 2`. Empty if nothing does. */
export function filmDifferences(was: FilmRecord, is: Pick<FilmRecord, 'film' | 'madeWith'>): string[] {
  if (was.film.path !== is.film.path) return [`another film, ${was.film.path}`]
  if (was.film.bytes !== is.film.bytes || was.film.modifiedMs !== is.film.modifiedMs)
    return ['the film has changed since']
  const names = new Set([...Object.keys(was.madeWith), ...Object.keys(is.madeWith)])
  return [...names]
    .filter((name) => was.madeWith[name] !== is.madeWith[name])
    .map((name) => `${name} ${said(was.madeWith[name])} instead of ${said(is.madeWith[name])}`)
}

function said(value: unknown): string {
  return JSON.stringify(value) ?? 'unset'
}
