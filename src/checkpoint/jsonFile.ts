import { readFile, stat } from 'node:fs/promises'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** A vocabulary has 1 MB; nothing that we read is anywhere near this. */
const MAX_BYTES = 64 * 1024 * 1024

/** Reads a text file of a model. @throws OperatorError CHECKPOINT_INVALID if it is missing, unreadable or far too large */
export async function readTextFile(file: string): Promise<string> {
  try {
    const about = await stat(file)
    if (!about.isFile()) throw new Error('it is no file')
    if (about.size > MAX_BYTES) throw new Error(`it has ${about.size} bytes, more than ${MAX_BYTES}`)
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is missing' : reasonOf(error)
    const remedy = 'Take the whole model folder in the diffusers layout; `npx i2i model pull` downloads one.'
    throw new OperatorError('CHECKPOINT_INVALID', `${file} cannot be read: ${why}.`, remedy, { cause: error })
  }
}

/** Reads a JSON file of a model. @throws OperatorError CHECKPOINT_INVALID */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readTextFile(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    const remedy = 'The file is damaged: download it again.'
    throw new OperatorError('CHECKPOINT_INVALID', `${file} is no JSON: ${reasonOf(error)}.`, remedy, { cause: error })
  }
}
