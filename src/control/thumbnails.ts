import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { folderNamed } from './folderBelow.ts'
import { isPicture } from './folders.ts'
import { withinTime } from './withinTime.ts'

const WIDTH_PX = 160
const MAX_PIXELS = 2 ** 28
const KEPT = 200
const KEPT_MS = 60_000
const LIMIT_MS = 3000

type Kept = { readonly mono: number; readonly jpeg: Promise<Buffer> }

/** Small pictures of folders, each made at most once a minute. */
export class Thumbnails {
  readonly #options: { readonly dataRoot: string; readonly clock: Clock }
  readonly #kept = new Map<string, Kept>()

  constructor(options: { readonly dataRoot: string; readonly clock: Clock }) {
    this.#options = options
  }

  /** A JPEG, 160 pixels wide. @throws InvalidValue for what is no folder below the data root, OperatorError DIRECTORY_UNREADABLE */
  of(name: string): Promise<Buffer> {
    const now = this.#options.clock.now()
    const kept = this.#kept.get(name)
    if (kept && now - kept.mono < KEPT_MS) return kept.jpeg
    const jpeg = this.#make(name)
    this.#kept.delete(name)
    this.#kept.set(name, { mono: now, jpeg })
    jpeg.catch(() => this.#kept.delete(name))
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return jpeg
  }

  async #make(name: string): Promise<Buffer> {
    const { dataRoot, clock } = this.#options
    const folder = folderNamed(name, dataRoot)
    return withinTime(small(folder), { ms: LIMIT_MS, clock, what: `The folder ${folder}` })
  }
}

async function small(folder: string): Promise<Buffer> {
  const order = new Intl.Collator('en', { numeric: true })
  const first = (await readdir(folder)).filter(isPicture).sort(order.compare)[0]
  if (first === undefined) throw noPicture(folder, 'holds no JPEG or PNG files')
  try {
    // takes a while to load, and most shows never need it
    const { default: sharp } = await import('sharp')
    const picture = sharp(await readFile(join(folder, first)), { limitInputPixels: MAX_PIXELS })
    return await picture.resize({ width: WIDTH_PX, withoutEnlargement: true }).jpeg({ quality: 75 }).toBuffer()
  } catch (error) {
    throw noPicture(folder, `begins with ${first}, which cannot be read: ${reasonOf(error)}`)
  }
}

function noPicture(folder: string, why: string): OperatorError {
  return new OperatorError(
    'DIRECTORY_UNREADABLE',
    `The folder ${folder} ${why}.`,
    'Put pictures into it that can be shown.',
  )
}
