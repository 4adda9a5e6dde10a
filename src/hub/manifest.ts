import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isSafePath } from './safePath.ts'

/** Stands in the folder of a downloaded model. */
export const MANIFEST = '.i2i-model.json'

const entry = z.object({
  path: z.string().refine(isSafePath),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where it is from, if not from the model itself. */
  repo: z.string().optional(),
})

const manifest = z.object({
  format: z.literal(1),
  repo: z.string(),
  commit: z.string(),
  revision: z.string(),
  licence: z.object({ name: z.string(), link: z.string() }),
  files: z.array(entry),
})

/** What a pull has put into a folder: the ground for verify, info and remove. */
export type Manifest = z.infer<typeof manifest>

/** The manifest of a folder; undefined if it has none that can be read. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return manifest.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')))
  } catch {
    return undefined // without one the folder is what it looks like: somebody else's
  }
}

/** Writes it in one step: a reader finds the old one or the new one. */
export async function writeManifest(folder: string, written: Manifest): Promise<void> {
  const path = join(folder, MANIFEST)
  await writeFile(`${path}.new`, `${JSON.stringify(written, undefined, 2)}\n`)
  await rename(`${path}.new`, path)
}
