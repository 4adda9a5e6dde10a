import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { withinTime } from './withinTime.ts'

/** A folder of pictures, by its name below the data root. */
export type PictureFolder = { readonly name: string; readonly pictures: number }

const MAX_DEPTH = 3
const MAX_FOLDERS = 500
const KEPT_MS = 2000
const LIMIT_MS = 3000

/** The folders that can be played, listed anew at most every two seconds. */
export class FolderListing {
  readonly #options: { readonly dataRoot: string; readonly clock: Clock; readonly log: Log }
  #listed: { readonly mono: number; readonly folders: Promise<PictureFolder[]> } | undefined

  constructor(options: { readonly dataRoot: string; readonly clock: Clock; readonly log: Log }) {
    this.#options = options
  }

  /** At most 500, down to three levels, in natural order. @throws OperatorError DIRECTORY_UNREADABLE if it takes over 3 s */
  all(): Promise<PictureFolder[]> {
    const now = this.#options.clock.now()
    if (!this.#listed || now - this.#listed.mono > KEPT_MS) this.#listed = { mono: now, folders: this.#list() }
    return this.#listed.folders
  }

  #list(): Promise<PictureFolder[]> {
    const { dataRoot, clock } = this.#options
    const found: PictureFolder[] = []
    const listing = this.#walk(dataRoot, 0, found)
    const order = new Intl.Collator('en', { numeric: true })
    return withinTime(listing, { ms: LIMIT_MS, clock, what: `The folder ${dataRoot}` }).then(() =>
      found.sort((a, b) => order.compare(a.name, b.name)),
    )
  }

  async #walk(path: string, depth: number, found: PictureFolder[]): Promise<void> {
    const entries = await this.#entriesOf(path)
    const pictures = entries.filter((entry) => !entry.isDirectory() && isPicture(entry.name)).length
    if (pictures > 0) found.push({ name: relative(this.#options.dataRoot, path) || '.', pictures })
    for (const entry of entries) {
      if (found.length >= MAX_FOLDERS) return
      if (entry.isDirectory() && !entry.name.startsWith('.') && depth < MAX_DEPTH)
        await this.#walk(join(path, entry.name), depth + 1, found)
    }
  }

  async #entriesOf(path: string) {
    try {
      return await readdir(path, { withFileTypes: true })
    } catch (error) {
      // the data root may not be there at all, and a folder may have gone since its parent was listed
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        this.#options.log.warn(`a folder is left out of the list: ${reasonOf(error)}`)
      return []
    }
  }
}

/** Whether a name is that of a picture which can be played. */
export function isPicture(name: string): boolean {
  return /\.(jpe?g|png)$/i.test(name) && !name.startsWith('.')
}
