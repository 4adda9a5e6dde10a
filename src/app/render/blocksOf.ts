import type { Task } from './task.ts'

/** Neighbours in the list of all pictures that may share a batch. */
export type Block = {
  /** All of them, those that are done already too: a picture's noise can depend on its place in the batch. */
  readonly tasks: readonly Task[]
  /** Those whose result is still wanted; at least one. */
  readonly wanted: ReadonlySet<Task>
}

/**
 * Cuts the list of all pictures every `batchSize` pictures, and leaves out the blocks in which everything is done. The
 * cuts do not depend on what is done, so a rendering that was interrupted gives the same pictures as one that was not.
 */
export function blocksOf(tasks: readonly Task[], left: readonly Task[], batchSize: number): Block[] {
  const open = new Set(left)
  const starts = Array.from({ length: Math.ceil(tasks.length / batchSize) }, (_, i) => i * batchSize)
  return starts
    .map((start) => tasks.slice(start, start + batchSize))
    .map((block) => ({ tasks: block, wanted: new Set(block.filter((task) => open.has(task))) }))
    .filter(({ wanted }) => wanted.size > 0)
}
