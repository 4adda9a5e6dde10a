import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from './writeWhole.ts'

/** What pictures were made with, by the names of the options. */
export type MadeWith = Readonly<Record<string, string | number | boolean>>

/** Some pictures that were, or are being, made with the same settings. */
export type Render = {
  /** Absolute path of the folder that the inputs came from. */
  readonly from: string
  readonly madeWith: MadeWith
  /** Pictures that are older were there before, and are still to be replaced. Milliseconds since the Unix epoch. */
  readonly sinceMs: number
  /** Their paths below the folder of the record. */
  readonly files: readonly string[]
}

const RECORD = '.i2i-render.json'

const renderSchema = z.object({
  from: z.string(),
  madeWith: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  sinceMs: z.number(),
  files: z.array(z.string()),
})
const recordSchema = z.object({ version: z.literal(1), renders: z.array(renderSchema) })

/**
 * Reads which pictures of a folder were made with which settings. A record that is missing or damaged tells nothing:
 * then whatever lies in the folder counts as made by others, and is not touched.
 */
export async function readRecord(folder: string): Promise<readonly Render[]> {
  const text = await readFile(join(folder, RECORD), 'utf8').catch(() => '')
  try {
    return recordSchema.parse(JSON.parse(text)).renders
  } catch {
    return [] // nothing is known, as the comment above says
  }
}

/**
 * Notes that these files are about to be made; they belong to no other rendering any more.
 * @param files   paths below the folder of the record
 * @param sinceMs those that are there already and older are to be replaced; undefined if none is there
 * @throws as `writeWhole`
 */
export async function recordFiles(
  folder: string,
  renders: readonly Render[],
  now: Pick<Render, 'from' | 'madeWith'>,
  { files, sinceMs }: { readonly files: readonly string[]; readonly sinceMs: number | undefined },
): Promise<void> {
  const same = sinceMs === undefined ? renders.findLast((render) => differences(render, now).length === 0) : undefined
  const own = new Set([...(same?.files ?? []), ...files])
  const others = renders.filter((render) => render !== same)
  const left = others.map((render) => ({ ...render, files: render.files.filter((file) => !own.has(file)) }))
  const render = { ...now, sinceMs: sinceMs ?? same?.sinceMs ?? 0, files: [...own] }
  const record = { version: 1, renders: [...left.filter(({ files }) => files.length > 0), render] }
  await writeWhole(join(folder, RECORD), new TextEncoder().encode(`${JSON.stringify(record, undefined, 1)}\n`))
}

/** What differs between two ways of making, for people: `seed 1 instead of 2`. Empty if nothing does. */
export function differences(was: Render, is: Pick<Render, 'from' | 'madeWith'>): string[] {
  const names = new Set([...Object.keys(was.madeWith), ...Object.keys(is.madeWith)])
  const said = [...names].flatMap((name) => difference(name, was.madeWith[name], is.madeWith[name]))
  return [...difference('input', was.from, is.from), ...said]
}

function difference(name: string, was: unknown, is: unknown): string[] {
  return was === is ? [] : [`${name} ${JSON.stringify(was) ?? 'unset'} instead of ${JSON.stringify(is) ?? 'unset'}`]
}
