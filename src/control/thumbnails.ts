import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { FewAtOnce } from './fewAtOnce.ts'
import { findFolder } from './folderBelow.ts'
import { isPicture } from './folders.ts'
import { withinTime } from './withinTime.ts'

export type ThumbnailsOptions = { readonly dataRoot: string; readonly clock: Clock }

const WIDTH_PX = 160
/** A strip of pictures on top of each other stays small, too. */
const HEIGHT_PX = 320
const MAX_PIXELS = 2 ** 28
const KEPT = 200
const KEPT_MS = 60_000
const LIMIT_MS = 3000
/** A share that hangs may take two of Node's four threads for files, and the show goes on. */
const AT_ONCE = 2

type Kept = { readonly mono: number; readonly jpeg: Promise<Buffer> }

/** Small pictures of folders, each made at most once a minute. */
export class Thumbnails {
  readonly #options: ThumbnailsOptions
  readonly #kept = new Map<string, Kept>()
  readonly #makers = new FewAtOnce(AT_ONCE)

  constructor(options: ThumbnailsOptions) {
    this.#options = options
  }

  /** A JPEG, 160 pixels wide. @throws InvalidValue for what is no folder below the data root, OperatorError DIRECTORY_UNREADABLE */
  of(name: string): Promise<Buffer> {
    const now = this.#options.clock.now()
    const kept = this.#kept.get(name)
    if (kept && now - kept.mono < KEPT_MS) return kept.jpeg
    const jpeg = this.#make(name)
    const made = { mono: now, jpeg }
    this.#kept.delete(name)
    this.#kept.set(name, made)
    jpeg.catch(() => {
      if (this.#kept.get(name) === made) this.#kept.delete(name)
    })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return jpeg
  }

  #make(name: string): Promise<Buffer> {
    const { dataRoot, clock } = this.#options
    const make = async () => small(await findFolder(name, dataRoot), name)
    const what = `The folder ${JSON.stringify(name.slice(0, 200))}`
    return withinTime((signal) => this.#makers.run(make, signal), { ms: LIMIT_MS, clock, what })
  }
}

async function small(folder: string, name: string): Promise<Buffer> {
  const order = new Intl.Collator('en', { numeric: true })
  try {
    const first = (await readdir(folder)).filter(isPicture).sort(order.compare)[0]
    if (first === undefined) throw new Error('it holds no JPEG or PNG files')
    const path = join(folder, first)
    // opening a pipe would wait for somebody to write into it
    if (!(await stat(path)).isFile()) throw new Error(`${first} is no file`)
    return await smallJpeg(path)
  } catch (error) {
    throw new OperatorError(
      'DIRECTORY_UNREADABLE',
      `The folder ${JSON.stringify(name)} shows no picture: ${reasonOf(error)}.`,
      'Put pictures into it that can be shown.',
      { cause: error },
    )
  }
}

async function smallJpeg(path: string): Promise<Buffer> {
  // takes a while to load, and most shows never need it
  const { default: sharp } = await import('sharp')
  const picture = sharp(path, { limitInputPixels: MAX_PIXELS, sequentialRead: true })
  const size = { width: WIDTH_PX, height: HEIGHT_PX, fit: 'inside', withoutEnlargement: true } as const
  return picture.resize(size).jpeg({ quality: 75 }).toBuffer()
}
