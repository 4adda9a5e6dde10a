import { reasonOf } from '#errors/operatorError.ts'
import type { Pictures } from '#frame/pictures.ts'
import type { Block } from './blocksOf.ts'
import { type LoadOptions, loadPicture } from './loadPicture.ts'
import { type Failure, failureOf, type Task } from './task.ts'

/** A picture on its way; `picture` is a batch of one, on a buffer of the pool. */
export type Loaded = { readonly task: Task; readonly picture: Pictures }

/** A block whose pictures have been read; those that could not be are failures and in no batch. */
export type LoadedBlock = Block & { readonly loaded: readonly Loaded[]; readonly failures: readonly Failure[] }

/** First stage: files to pixels, all pictures of a block at once. Never rejects. */
export function blockLoader(options: LoadOptions): (block: Block) => Promise<LoadedBlock> {
  return async (block) => {
    const results = await Promise.all(block.tasks.map((task) => attempt(task, options)))
    const loaded = results.filter((result) => 'picture' in result)
    const failures = results.filter((result) => 'reason' in result && block.wanted.has(result.task)) as Failure[]
    return { ...block, loaded, failures }
  }
}

async function attempt(task: Task, options: LoadOptions): Promise<Loaded | Failure> {
  try {
    return { task, picture: await loadPicture(task.from, options) }
  } catch (error) {
    return failureOf(task, reasonOf(error))
  }
}
