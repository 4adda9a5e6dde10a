import { readFile, stat } from 'node:fs/promises'
import type { Clock } from '#flow/clock.ts'
import { checkedPicture, type Picture, type Refused } from '#frame/picture.ts'
import { MjpegSplitter } from '#video/mjpegSplitter.ts'
import type { PngToJpeg } from './pngToJpeg.ts'
import { pngSize } from './pngToRgb.ts'

/** The file was there when the folder was listed and is there no more. */
export const GONE: Refused = { refused: 'has gone' }

export type PictureFilesOptions = {
  readonly clock: Clock
  readonly maxPixels: number
  readonly png: PngToJpeg
  /** Bytes of pictures that are kept in memory. */
  readonly maxBytes?: number
}

type Known = { content: Picture | Refused; modifiedMs: number; bytes: number; trustedUntilMono: number }

const MAX_FILE_BYTES = 128 * 2 ** 20
// V8 lets memory grow to three times of what is in use before it collects, so this counts threefold
const KEPT_BYTES = 128 * 2 ** 20
const TRUSTED_MS = 5000
// asking for every picture whether its file has changed would be a tenth of what a frame costs the server
const CHECK_EVERY_MS = 250

/**
 * Picture files by path, read, checked and kept in memory, so that a folder that loops costs nothing the second time.
 * A file that has changed is noticed within seconds; in a large folder, where four files a second are looked at, after some
 * rounds. When the memory is full, what does not fit is read each time: in a loop that is better than evicting the oldest,
 * which is just what will be needed next.
 */
export class PictureFiles {
  readonly #options: PictureFilesOptions
  readonly #known = new Map<string, Known>()
  #bytes = 0
  #nextCheckMono = Number.NEGATIVE_INFINITY

  constructor(options: PictureFilesOptions) {
    this.#options = options
  }

  /** Never rejects: a file that cannot be read is a picture that is refused. */
  async load(path: string): Promise<Picture | Refused> {
    const known = this.#known.get(path)
    const now = this.#options.clock.now()
    if (known && now < Math.max(known.trustedUntilMono, this.#nextCheckMono)) return known.content
    if (known) this.#nextCheckMono = now + CHECK_EVERY_MS
    try {
      return await this.#readIfChanged(path, known)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code === 'ENOENT' ? GONE : { refused: `cannot be read (${code ?? error})` }
    }
  }

  /** What is in memory, though the file may be gone. */
  remembered(path: string): Picture | Refused | undefined {
    return this.#known.get(path)?.content
  }

  /** Frees what is remembered of all other files. */
  keepOnly(paths: readonly string[]): void {
    const kept = new Set(paths)
    for (const path of [...this.#known.keys()]) if (!kept.has(path)) this.#forget(path)
  }

  async #readIfChanged(path: string, known: Known | undefined): Promise<Picture | Refused> {
    const file = await stat(path)
    if (known?.modifiedMs === file.mtimeMs && known.bytes === file.size) {
      known.trustedUntilMono = this.#options.clock.now() + TRUSTED_MS
      return known.content
    }
    // a named pipe would never end
    if (!file.isFile()) return { refused: 'is not a file' }
    if (file.size > MAX_FILE_BYTES) return { refused: `is larger than ${MAX_FILE_BYTES / 2 ** 20} MB` }
    const content = await this.#decode(await readFile(path))
    this.#forget(path)
    this.#remember(path, { content, modifiedMs: file.mtimeMs, bytes: file.size })
    return content
  }

  async #decode(bytes: Uint8Array): Promise<Picture | Refused> {
    const { maxPixels, png } = this.#options
    if (isPng(bytes)) return pngPicture(bytes, maxPixels, png)
    const picture = checkedPicture(bytes, maxPixels)
    if (!('refused' in picture)) return picture
    if (picture.refused === 'is not a JPEG') return { refused: 'is neither a JPEG nor a PNG' }
    return picture.refused === 'is truncated' ? withoutTrailer(bytes, maxPixels) : picture
  }

  #remember(path: string, file: Omit<Known, 'trustedUntilMono'>): void {
    const bytes = costOf(file.content)
    if (this.#bytes + bytes > (this.#options.maxBytes ?? KEPT_BYTES)) return
    this.#bytes += bytes
    this.#known.set(path, { ...file, trustedUntilMono: this.#options.clock.now() + TRUSTED_MS })
  }

  #forget(path: string): void {
    const known = this.#known.get(path)
    if (!known) return
    this.#bytes -= costOf(known.content)
    this.#known.delete(path)
  }
}

// an entry without a picture takes some room too
const costOf = (content: Picture | Refused) => ('refused' in content ? 500 : content.jpeg.byteLength + 500)

const isPng = (bytes: Uint8Array) => bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47

/** Some phones append data of their own to a JPEG; up to its end marker it is complete. */
function withoutTrailer(bytes: Uint8Array, maxPixels: number): Picture | Refused {
  const [jpeg] = new MjpegSplitter({ maxBytes: bytes.length }).push(bytes)
  return jpeg ? checkedPicture(jpeg, maxPixels) : { refused: 'is truncated' }
}

async function pngPicture(bytes: Uint8Array, maxPixels: number, png: PngToJpeg): Promise<Picture | Refused> {
  if (bytes.length < 24) return { refused: 'is truncated' }
  const { widthPx, heightPx } = pngSize(bytes)
  if (widthPx * heightPx > maxPixels)
    return { refused: `has ${widthPx}x${heightPx} pixels, more than the limit of ${maxPixels}` }
  const converted = await png.convert(bytes)
  if ('failure' in converted) return { refused: `is a damaged PNG (${converted.failure})` }
  return checkedPicture(converted.jpeg, maxPixels)
}
