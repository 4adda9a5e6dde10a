import { cpSync, globSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fixtureFolder } from '#test/expected.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

/** What `JSON.parse` makes of a file of a model. */
export type Json = ReturnType<typeof JSON.parse>

/** What becomes of a file: its JSON is changed, or it is removed. */
export type Change = ((json: Json) => Json) | 'removed'

/** A copy of a small checkpoint with some files changed; weights are links to those of the original. */
export function modelFolder(
  t: TestContext,
  fixture: 'tiny-sdxl' | 'tiny-sd21',
  changes: Readonly<Record<string, Change>> = {},
): string {
  const [from, folder] = [fixtureFolder(fixture), temporaryFolder(t)]
  cpSync(from, folder, { recursive: true, filter: (path) => !/expected|\.safetensors$/.test(path) })
  for (const path of globSync('*/*.safetensors', { cwd: from })) symlinkSync(join(from, path), join(folder, path))
  for (const [path, change] of Object.entries(changes)) {
    const file = join(folder, path)
    if (change === 'removed') rmSync(file, { recursive: true })
    else writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))))
  }
  return folder
}

/** A JSON file in `test/fixtures`. */
export function fixtureJson(path: string): Json {
  return JSON.parse(readFileSync(join(fixtureFolder('configs'), '..', path), 'utf8'))
}

/** Sets keys. */
export function having(values: Record<string, unknown>): (json: Json) => Json {
  return (json) => ({ ...json, ...values })
}
