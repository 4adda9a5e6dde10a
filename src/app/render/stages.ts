import type { Engine } from '#engine/engine.ts'
import { ahead } from '#flow/ahead.ts'
import { map } from '#flow/map.ts'
import type { Size } from '#frame/capture.ts'
import type { Parameters } from '#settings/schema.ts'
import { PixelPool } from '#worker/pixelPool.ts'
import { blocksOf } from './blocksOf.ts'
import { blockLoader } from './loadBlock.ts'
import { blockPainter } from './paintBlock.ts'
import type { Outcome, Task } from './task.ts'
import { untilAborted } from './untilAborted.ts'
import { blockWriter } from './writeBlock.ts'

export type StagesOptions = {
  readonly tasks: readonly Task[]
  /** Of them, those that are still to be made. */
  readonly left: readonly Task[]
  /** For all pictures; undefined: each its own. */
  readonly size: Size | undefined
  readonly batchSize: number
  readonly parameters: Parameters
  readonly engine: Engine
  readonly signal: AbortSignal
}

/** For each picture of a batch: read, in the engine (alone and together), being written, and those between the stages. */
const BUFFERS_PER_PICTURE = 6

/** From files to files in three overlapping stages. Nothing is dropped and little is held: every stage waits for the next. */
export function stages(options: StagesOptions): AsyncGenerator<Outcome[], void, undefined> {
  const { tasks, left, size, batchSize, parameters, engine, signal } = options
  const pool = new PixelPool({ keep: batchSize * BUFFERS_PER_PICTURE })

  const blocks = untilAborted(blocksOf(tasks, left, batchSize), signal)
  const loaded = ahead(map(blocks, blockLoader({ pool, size })), 1) // read N+1 …
  const painted = ahead(map(loaded, blockPainter({ engine, pool, parameters, signal })), 1) // … while N is in the engine …
  return map(painted, blockWriter({ pool, jpegQuality: parameters.jpegQuality })) // … and N−1 is written
}
