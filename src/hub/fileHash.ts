import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

export type HashOptions = { readonly signal?: AbortSignal; onBytes?(bytes: number): void }

/** SHA-256 of a file, in hex. */
export async function sha256Of(path: string, options: HashOptions = {}): Promise<string> {
  return (await fedWith(createHash('sha256'), path, options)).digest('hex')
}

/** The name that git gives to a file's content: SHA-1 of a header with its size, and the content. */
export async function gitBlobOf(path: string, options: HashOptions = {}): Promise<string> {
  const { size } = await stat(path)
  return (await fedWith(createHash('sha1').update(`blob ${size}\0`), path, options)).digest('hex')
}

/** Feeds a file into a hash. @param options `onBytes` hears of every piece */
export async function fedWith(hash: Hash, path: string, { signal, onBytes }: HashOptions): Promise<Hash> {
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20, ...(signal ? { signal } : {}) })) {
    hash.update(piece as Buffer)
    onBytes?.((piece as Buffer).length)
  }
  return hash
}
