import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { checkedPicture } from '#frame/picture.ts'
import { writeFailure } from '../render/writeWhole.ts'
import {
  type FramesRecord,
  type Recipe,
  readFramesRecord,
  recipeDifferences,
  writeFramesRecord,
} from './framesRecord.ts'

export type FramesFolderOptions = {
  readonly folder: string
  readonly recipe: Recipe
  readonly overwrite: boolean
}

const PICTURE = /\.(jpe?g|png)$/i
const OURS = /^(\d{6,})\.jpg$/
const MAX_PIXELS = 2 ** 28

/** A folder that numbered frames go to: 000001.jpg, 000002.jpg, … Never a part of a frame is seen under its name. */
export class FramesFolder {
  readonly #folder: string
  readonly #recipe: Recipe
  /** Frames that are there, from the first on without a gap. */
  count: number
  /** Whether an earlier run has taken all there are. */
  readonly isComplete: boolean

  /**
   * Finds out what is there already, and makes room if that was asked for.
   * @throws OperatorError OUTPUT_UNWRITABLE if there are pictures that are not ours, or ours of another video
   */
  static async open({ folder, recipe, overwrite }: FramesFolderOptions): Promise<FramesFolder> {
    await mkdir(folder, { recursive: true }).catch((error) => Promise.reject(writeFailure(folder, error)))
    const names = (await readdir(folder)).filter((name) => PICTURE.test(name) && !name.startsWith('.'))
    const record = await readFramesRecord(folder)
    const ours = record ? names.filter((name) => OURS.test(name)) : []
    if (ours.length < names.length) throw strangers(folder, names.length - ours.length)
    const differences = record && ours.length > 0 ? recipeDifferences(record.recipe, recipe) : []
    if (differences.length > 0 && !overwrite) throw others(folder, ours.length, differences)
    if (overwrite) await removeAll(folder, ours)
    const count = overwrite ? 0 : await wholeFrames(folder, ours)
    // one that somebody has taken out is taken from the video again, with all that were behind it
    const isComplete = count > 0 && record?.frames === count
    const frames = new FramesFolder(folder, recipe, count, isComplete)
    if (!isComplete) await frames.#note({ recipe })
    return frames
  }

  private constructor(folder: string, recipe: Recipe, count: number, isComplete: boolean) {
    this.#folder = folder
    this.#recipe = recipe
    this.count = count
    this.isComplete = isComplete
  }

  /** Adds the next frame. @throws OperatorError DISK_FULL or OUTPUT_UNWRITABLE */
  async add(jpeg: Uint8Array): Promise<void> {
    const path = join(this.#folder, nameOf(this.count))
    const part = join(this.#folder, `.${nameOf(this.count)}.part`)
    try {
      await writeFile(part, jpeg)
      await rename(part, path)
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined) // the first error is the one to tell
      throw writeFailure(path, error as NodeJS.ErrnoException)
    }
    this.count++
  }

  /** Notes that there are no more. */
  async complete(): Promise<void> {
    await this.#note({ recipe: this.#recipe, frames: this.count })
  }

  async #note(record: FramesRecord): Promise<void> {
    await writeFramesRecord(this.#folder, record)
  }
}

function nameOf(index: number): string {
  return `${String(index + 1).padStart(6, '0')}.jpg`
}

/** How many frames there are from the first on without a gap; the others, and a last one that a power cut has left in parts, are removed. */
async function wholeFrames(folder: string, names: readonly string[]): Promise<number> {
  const there = new Set(names)
  let count = 0
  while (there.has(nameOf(count))) count++
  while (count > 0 && !(await isWhole(join(folder, nameOf(count - 1))))) count--
  const kept = new Set(Array.from({ length: count }, (_, i) => nameOf(i)))
  await removeAll(
    folder,
    names.filter((name) => !kept.has(name)),
  )
  return count
}

async function isWhole(path: string): Promise<boolean> {
  return !('refused' in checkedPicture(await readFile(path), MAX_PIXELS))
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name)
    await rm(path, { force: true }).catch((error) => Promise.reject(writeFailure(path, error)))
  }
}

function strangers(folder: string, count: number): OperatorError {
  const pictures = count === 1 ? 'a picture that was' : `${count} pictures that were`
  const what = `The folder ${folder} holds ${pictures} not put there by i2i frames; they are left alone.`
  return new OperatorError('OUTPUT_UNWRITABLE', what, 'Choose another folder: npx i2i frames VIDEO data/OTHER')
}

function others(folder: string, count: number, differences: readonly string[]): OperatorError {
  const what = `The folder ${folder} holds ${count} frames that were taken otherwise: ${differences.join(', ')}.`
  return new OperatorError('OUTPUT_UNWRITABLE', what, 'Choose another folder, or add --overwrite to replace them.')
}
