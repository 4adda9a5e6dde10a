import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { diskError } from './diskError.ts'

/** A file that is being downloaded: grows at its end, and knows the SHA-256 of what it holds. */
export class PartFile implements AsyncDisposable {
  readonly path: string
  readonly #handle: FileHandle
  #hash: Hash
  #bytes: number

  private constructor(path: string, handle: FileHandle, hash: Hash, bytes: number) {
    this.path = path
    this.#handle = handle
    this.#hash = hash
    this.#bytes = bytes
  }

  /** Opens a part, with what an earlier run has left of it. Its folder must exist. @throws OperatorError */
  static async open(path: string, signal: AbortSignal): Promise<PartFile> {
    try {
      const handle = await open(path, 'a')
      const { size } = await handle.stat()
      return new PartFile(path, handle, await hashed(path, size, signal), size)
    } catch (error) {
      throw diskError(error, path)
    }
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Of all bytes so far, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex')
  }

  /** @throws OperatorError DISK_FULL, OUTPUT_UNWRITABLE */
  async append(piece: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < piece.length; ) {
        const { bytesWritten } = await this.#handle.write(piece, written)
        this.#hash.update(piece.subarray(written, written + bytesWritten))
        this.#bytes += bytesWritten
        written += bytesWritten
      }
    } catch (error) {
      throw diskError(error, this.path)
    }
  }

  /** Forgets everything. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0)
    this.#hash = createHash('sha256')
    this.#bytes = 0
  }

  /** Makes sure that it is on the disk before it gets its name. */
  async sync(): Promise<void> {
    try {
      await this.#handle.sync()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw diskError(error, this.path)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}

async function hashed(path: string, bytes: number, signal: AbortSignal): Promise<Hash> {
  const hash = createHash('sha256')
  if (bytes === 0) return hash
  const pieces = createReadStream(path, { end: bytes - 1, highWaterMark: 2 ** 20, signal })
  for await (const piece of pieces) hash.update(piece as Buffer)
  return hash
}
