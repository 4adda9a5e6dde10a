import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Picture, Refused } from '#frame/picture.ts'
import type { Log } from '#telemetry/log.ts'
import { Condition, type Wellness } from './condition.ts'
import { type Folder, listAgain, listFolder } from './folder.ts'
import { GONE, type PictureFiles } from './pictureFiles.ts'
import type { Refusals } from './refusals.ts'

/** A picture of a folder and its place in it. */
export type Shown = Picture & { readonly index: number }

export type PlaylistOptions = {
  readonly path: string
  /** Where to begin, 0 to 1. */
  readonly position: number
  readonly clock: Clock
  readonly log: Log
  readonly files: PictureFiles
  readonly refusals: Refusals
}

// work per tick has a limit, however many files in a row are bad
const MAX_SKIPS = 50
const LISTING_MS = 1000

/** A folder being played: what is shown, what comes next, and what to do when files come and go meanwhile. */
export class Playlist {
  readonly #options: PlaylistOptions
  #folder: Folder
  readonly #condition: Condition
  #index = 0
  #listedMono: number
  #ahead: { readonly path: string; readonly content: Promise<Picture | Refused> } | undefined
  #current: Shown | undefined

  private constructor(options: PlaylistOptions, folder: Folder) {
    this.#options = options
    this.#folder = folder
    this.#condition = new Condition(options)
    this.#listedMono = options.clock.now()
  }

  /** Lists the folder and reads its first picture. @throws OperatorError when there is nothing to play */
  static async open(options: PlaylistOptions): Promise<Playlist> {
    const playlist = new Playlist(options, await listFolder(options.path))
    if (await playlist.jump(options.position)) return playlist
    throw new OperatorError(
      'DIRECTORY_UNREADABLE',
      `None of the first pictures in ${options.path} can be shown.`,
      'Look at the log for what is wrong with each, and name another folder: --directory PATH.',
    )
  }

  get path(): string {
    return this.#folder.path
  }

  get length(): number {
    return this.#folder.files.length
  }

  /** Unhealthy while the folder is gone or empty. */
  get wellness(): Wellness {
    return this.#condition.now
  }

  /** What was shown last. */
  get current(): Shown {
    if (!this.#current) throw new TypeError('Playlist: nothing has been shown yet')
    return this.#current
  }

  /** The next picture, the first again after the last; undefined if none could be shown just now. */
  advance(): Promise<Shown | undefined> {
    if (!this.#condition.now.isHealthy) void this.#listAgain()
    return this.#showFrom(this.#index + 1)
  }

  /** The picture at a place from 0 (first) to 1 (last); undefined if none could be shown just now. */
  jump(position: number): Promise<Shown | undefined> {
    return this.#showFrom(Math.round(position * (this.length - 1)))
  }

  async #showFrom(first: number): Promise<Shown | undefined> {
    if (first >= this.length) void this.#listAgain()
    for (let i = first; i < first + Math.min(MAX_SKIPS, this.length); i++) {
      const content = await this.#load(i)
      this.#index = i % this.length
      if ('refused' in content) this.#refuse(i, content)
      else return this.#show(content)
    }
    return undefined
  }

  #show(picture: Picture): Shown {
    this.#current = { ...picture, index: this.#index }
    const path = this.#pathAt(this.#index + 1)
    this.#ahead = { path, content: this.#read(path) }
    return this.#current
  }

  async #load(i: number): Promise<Picture | Refused> {
    const content = await this.#readOnce(this.#pathAt(i))
    if (content !== GONE || !(await this.#listAgain())) return content
    return this.#read(this.#pathAt(i))
  }

  #readOnce(path: string): Promise<Picture | Refused> {
    const ahead = this.#ahead
    this.#ahead = undefined
    return ahead?.path === path ? ahead.content : this.#read(path)
  }

  async #read(path: string): Promise<Picture | Refused> {
    const { files } = this.#options
    return this.#condition.now.isHealthy ? files.load(path) : (files.remembered(path) ?? GONE)
  }

  #pathAt(i: number): string {
    return this.#folder.files[i % this.length]
  }

  #refuse(i: number, { refused }: Refused): void {
    // a file that was taken away is nothing to complain about
    if (refused !== GONE.refused) this.#options.refusals.add(this.#pathAt(i), refused)
  }

  /** Once a second at most. @returns whether it was tried */
  async #listAgain(): Promise<boolean> {
    const { clock } = this.#options
    if (clock.now() < this.#listedMono + LISTING_MS) return false
    this.#listedMono = clock.now()
    try {
      this.#adopt(await listAgain(this.#folder))
      this.#condition.clear(`The folder ${this.path} is back.`)
    } catch (error) {
      this.#condition.report(`${reasonOf(error)} What was read of it keeps playing.`)
    }
    return true
  }

  #adopt(folder: Folder): void {
    if (folder === this.#folder) return
    const index = folder.files.indexOf(this.#pathAt(this.#index))
    this.#index = index >= 0 ? index : Math.min(this.#index, folder.files.length - 1)
    this.#folder = folder
    this.#options.files.keepOnly(folder.files)
  }
}
