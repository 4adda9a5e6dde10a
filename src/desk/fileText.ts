import { randomBytes } from 'node:crypto'
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** A file as it was found: its text, and what tells this state from any other. Nothing if there is none. */
export type FileText = { readonly stamp: string; readonly text: string }

/** What tells one state of a file from another, or `gone`. */
export async function stampOf(path: string): Promise<string> {
  try {
    const { ino, mtimeNs, size } = await stat(path, { bigint: true })
    return `${ino} ${mtimeNs} ${size}`
  } catch (error) {
    if (isMissing(error)) return 'gone'
    throw error
  }
}

/** The text of a file that has at most `maxBytes`; nothing if there is no file. */
export async function readText(path: string, maxBytes: number): Promise<FileText | undefined> {
  const stamp = await stampOf(path)
  if (stamp === 'gone') return undefined
  const text = await firstBytes(path, maxBytes + 1)
  if (text.length > maxBytes) throw new RangeError(`it is larger than ${maxBytes} bytes`)
  return { stamp, text: text.toString('utf8') }
}

/**
 * Puts a text in the place of a file as it was, whole or not at all: whoever reads it sees the old or the new one.
 *
 * @param stamp the state that is replaced
 * @returns the state that is there now; nothing if somebody was quicker, and nothing has been changed then
 * @throws OperatorError OUTPUT_UNWRITABLE
 */
export async function replaceText(path: string, text: string, stamp: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true })
    // a link stays a link to the file that it leads to
    const real = stamp === 'gone' ? path : await realpath(path)
    return await swap(real, text, stamp)
  } catch (error) {
    throw new OperatorError(
      'OUTPUT_UNWRITABLE',
      `${path} cannot be written: ${reasonOf(error)}.`,
      'Check the path, its permissions and the room on the disk.',
      { cause: error },
    )
  }
}

async function swap(path: string, text: string, stamp: string): Promise<string | undefined> {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    await write(draft, text, stamp === 'gone' ? 0o666 : (await stat(path)).mode)
    if ((await stampOf(path)) !== stamp) return undefined
    await rename(draft, path)
    return await stampOf(path)
  } finally {
    await rm(draft, { force: true })
  }
}

async function write(path: string, text: string, mode: number): Promise<void> {
  await using file = await open(path, 'wx', mode)
  await file.writeFile(text)
  await file.sync()
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  await using file = await open(path, 'r')
  const buffer = Buffer.alloc(count)
  let length = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, count - length)
    length += bytesRead
    if (bytesRead === 0 || length === count) return buffer.subarray(0, length)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
