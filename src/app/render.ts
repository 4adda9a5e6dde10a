import { resolve } from 'node:path'
import type { Engine } from '#engine/engine.ts'
import { openEngine } from '#engine/openEngine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { ahead } from '#flow/ahead.ts'
import { map } from '#flow/map.ts'
import type { RenderConfig } from '#settings/config.ts'
import type { Parameters } from '#settings/schema.ts'
import { PixelPool } from '#worker/pixelPool.ts'
import { type Block, blocksOf } from './render/blocksOf.ts'
import { leftToDo } from './render/leftToDo.ts'
import { listInputs } from './render/listInputs.ts'
import { blockLoader } from './render/loadBlock.ts'
import { madeWith } from './render/madeWith.ts'
import { blockPainter } from './render/paintBlock.ts'
import { planTasks } from './render/planTasks.ts'
import { Progress, timeText } from './render/progress.ts'
import { readRecord, recordFiles } from './render/renderRecord.ts'
import { askedSize } from './render/renderSize.ts'
import type { Failure } from './render/task.ts'
import type { Surroundings } from './surroundings.ts'

/** What `i2i render` is told. */
export type Rendering = {
  /** A picture, a folder of them, or a pattern. */
  readonly input: string
  /** For one picture a file or a folder, otherwise a folder. */
  readonly output: string
  readonly config: RenderConfig
  /** Pictures per batch, at least 1. */
  readonly batchSize: number
  readonly parameters: Parameters
  /** Where the bar is drawn. */
  readonly terminal: NodeJS.WriteStream
}

/**
 * Renders pictures from files to files, with the numbers of the live path, and leaves out none: what could not be rendered
 * is told at the end. Run again, it goes on where it stopped.
 * @throws OperatorError RENDER_INCOMPLETE with the list of failures, or when it was stopped
 */
export async function render(rendering: Rendering, { signal, clock, log }: Surroundings): Promise<void> {
  const { config, batchSize, parameters, terminal } = rendering
  const { overwrite } = config
  const size = askedSize(config.size)
  const inputs = await listInputs(rendering.input, resolve(rendering.output))
  const plan = await planTasks(inputs, rendering.output)
  const isSingle = inputs.kind === 'file'

  await using closing = new AsyncDisposableStack()
  const engine = await openEngine({ ...config, name: config.engine, clock, log })
  closing.defer(() => closed(engine))
  const now = { from: inputs.base, madeWith: madeWith(engine.name, rendering) }
  const renders = await readRecord(plan.folder)
  const left = await leftToDo({ plan, renders, now, overwrite, isSingle })
  // …
}
