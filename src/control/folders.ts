import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { withinTime } from './withinTime.ts'

/** A folder of pictures, by its name below the data root. */
export type PictureFolder = { readonly name: string; readonly pictures: number }

export type FolderListingOptions = { readonly dataRoot: string; readonly clock: Clock; readonly log: Log }

const MAX_DEPTH = 3
const MAX_FOLDERS = 500
/** … with and without pictures. */
const MAX_VISITS = 5000
const KEPT_MS = 2000
const LIMIT_MS = 3000
/** A slow disk: what has been found until then is worth more than nothing. */
const ENOUGH_MS = 2500

/** The folders that can be played, listed anew at most every two seconds. */
export class FolderListing {
  readonly #options: FolderListingOptions
  #underWay: Promise<readonly PictureFolder[]> | undefined
  #listed: { readonly mono: number; readonly folders: readonly PictureFolder[] } | undefined

  constructor(options: FolderListingOptions) {
    this.#options = options
  }

  /** At most 500, down to three levels, in natural order. @throws OperatorError DIRECTORY_UNREADABLE if it takes over 3 s */
  async all(): Promise<readonly PictureFolder[]> {
    const { dataRoot, clock } = this.#options
    if (this.#listed && clock.now() - this.#listed.mono < KEPT_MS) return this.#listed.folders
    // a listing that hangs holds one of Node's few threads: a second one would hold another
    this.#underWay ??= this.#list().finally(() => {
      this.#underWay = undefined
    })
    const listing = this.#underWay
    return withinTime(() => listing, { ms: LIMIT_MS, clock, what: `The folder ${dataRoot}` })
  }

  async #list(): Promise<readonly PictureFolder[]> {
    const { dataRoot, clock } = this.#options
    const walk: Walk = { found: [], visits: 0, endMono: clock.now() + ENOUGH_MS }
    await this.#visit(dataRoot, 0, walk)
    const order = new Intl.Collator('en', { numeric: true })
    const folders = walk.found.sort((a, b) => order.compare(a.name, b.name))
    this.#listed = { mono: clock.now(), folders }
    return folders
  }

  async #visit(path: string, depth: number, walk: Walk): Promise<void> {
    const { dataRoot, clock } = this.#options
    walk.visits++
    const entries = await this.#entriesOf(path)
    const pictures = entries.filter((entry) => !entry.isDirectory() && isPicture(entry.name)).length
    if (pictures > 0) walk.found.push({ name: relative(dataRoot, path).replaceAll('\\', '/') || '.', pictures })
    if (depth === MAX_DEPTH) return
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue
      if (walk.found.length >= MAX_FOLDERS || walk.visits >= MAX_VISITS || clock.now() > walk.endMono) return
      await this.#visit(join(path, entry.name), depth + 1, walk)
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

type Walk = { readonly found: PictureFolder[]; visits: number; readonly endMono: number }

/** Whether a name is that of a picture which can be played. */
export function isPicture(name: string): boolean {
  return /\.(jpe?g|png)$/i.test(name) && !name.startsWith('.')
}
