import { resolve } from 'node:path'
import { openEngine } from '#engine/openEngine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { checkpointFor } from './checkpointFor.ts'
import { closeEngine } from './closeEngine.ts'
import { incomplete, stopped } from './render/incomplete.ts'
import { listInputs } from './render/listInputs.ts'
import { type Making, madeWith } from './render/madeWith.ts'
import { planTasks } from './render/planTasks.ts'
import { Progress, type Terminal } from './render/progress.ts'
import { recall } from './render/recall.ts'
import { askedSize } from './render/renderSize.ts'
import { stages } from './render/stages.ts'
import { Tally } from './render/tally.ts'
import { timeText } from './render/timeText.ts'
import type { Surroundings } from './surroundings.ts'

/** What `i2i render` is told. */
export type Rendering = Making & {
  /** A picture, a folder of them, or a pattern. */
  readonly input: string
  /** For one picture a file or a folder, otherwise a folder. */
  readonly output: string
  /** Where progress is drawn. */
  readonly terminal: Terminal
  /** Told after Ctrl-C if the engine is still in the middle of a batch, which can keep the process for minutes. */
  readonly onStuck: () => void
}

/**
 * Renders pictures from files to files with the numbers of the live path, and leaves out none: what could not be rendered
 * is told at the end. Run again, it goes on where it stopped.
 * @throws OperatorError RENDER_INCOMPLETE with the list of what failed, or when it was stopped
 */
export async function render(rendering: Rendering, surroundings: Surroundings): Promise<void> {
  const { config, batchSize, parameters, terminal } = rendering
  const { clock, log, signal, environment } = surroundings
  if (config.workers) throw onlyFilms()
  const size = askedSize(config.size)
  const inputs = await listInputs(rendering.input, resolve(rendering.output))
  const plan = await planTasks(inputs, rendering.output)

  await using closing = new AsyncDisposableStack()
  // nobody watches: a batch of a new size waits until everything is made for it
  const checkpoint = await checkpointFor(config, { log, environment })
  const options = { ...config, name: config.engine, checkpoint, onHung: rendering.onStuck, clock, log, waits: true }
  const engine = await openEngine(options)
  closing.defer(() => closeEngine(engine, { signal, clock, onStuck: rendering.onStuck }))
  log.info(engine.description)

  const now = { from: inputs.base, madeWith: madeWith({ engine, checkpoint, ...rendering }) }
  const { left, remember } = await recall({ plan, now, overwrite: config.overwrite, clock })
  const tally = new Tally({ total: plan.tasks.length, left: left.length })
  if (tally.already > 0) log.info(`${tally.already} of ${tally.total} pictures are there already.`)
  if (left.length === 0) return

  // a folder is remembered before its first picture, so that it can be resumed; a file that was named when it is good
  if (!plan.isSingle) await remember()
  const startMono = clock.now()
  try {
    using progress = new Progress({ tally, clock, log, terminal })
    for await (const outcomes of stages({ tasks: plan.tasks, left, size, batchSize, parameters, engine, signal })) {
      tally.add(outcomes)
      progress.show()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (tally.finished < tally.total) throw stopped(tally, config.overwrite && !plan.isSingle)
  if (tally.failures.length > 0) throw incomplete(tally)
  if (plan.isSingle) await remember()
  const rendered = left.length === 1 ? '1 picture' : `${left.length} pictures`
  log.info(`${rendered} rendered in ${timeText((clock.now() - startMono) / 1000)}.`)
}

function onlyFilms(): OperatorError {
  const remedy = 'Leave out --workers, or give a film: npx i2i render in.mp4 out.mp4 --workers'
  return new OperatorError('BAD_OPTION', '--workers is for films, not for pictures.', remedy)
}
