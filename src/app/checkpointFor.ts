import { OperatorError } from '#errors/operatorError.ts'
import { readHubEnvironment, type Variables } from '#hub/hubEnvironment.ts'
import { findModel } from '#hub/installed.ts'
import { usableModels } from '#hub/usableModels.ts'
import type { WorkerConfig } from '#settings/config.ts'
import type { Log } from '#telemetry/log.ts'

/** A model that an engine can open. */
export type FoundCheckpoint = { readonly name: string; readonly folder: string }

type Where = { readonly log: Pick<Log, 'info'>; readonly environment: Variables }

/**
 * The model that a worker was told to run, or else the first that is installed; undefined where none is needed or there.
 * @throws OperatorError MODEL_NOT_INSTALLED if there is not the one that was named, or none for `--engine diffusion`
 */
export async function checkpointFor(
  { engine, model, models }: Pick<WorkerConfig, 'engine' | 'model' | 'models'>,
  { log, environment }: Where,
): Promise<FoundCheckpoint | undefined> {
  if (engine !== 'auto' && engine !== 'diffusion') return undefined
  const places = { models, cache: readHubEnvironment(environment).cache }
  if (model !== '') return { name: model, folder: await findModel(model, places) }
  const [first, ...others] = await usableModels(places)
  if (!first && engine === 'auto') return undefined
  if (!first) {
    const message = `No model was given, and none is installed in ${models}.`
    throw new OperatorError('MODEL_NOT_INSTALLED', message, 'Run: npx i2i model pull stabilityai/sd-turbo')
  }
  if (others.length > 0) log.info(`${first.name} is the first of ${others.length + 1} models; choose with --model`)
  return { name: first.name, folder: first.folder }
}
