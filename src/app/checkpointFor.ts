import { OperatorError } from '#errors/operatorError.ts'
import { readHubEnvironment, type Variables } from '#hub/hubEnvironment.ts'
import { findModel, type Installed, listModels } from '#hub/installed.ts'
import type { Places } from '#hub/places.ts'
import { readModelIndex } from '#hub/readModelIndex.ts'
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

/** Complete models of the families that the engine knows; those in our own folder first. */
async function usableModels(places: Places): Promise<Installed[]> {
  const complete = (await listModels(places)).filter(({ missing }) => missing.length === 0)
  const known = await Promise.all(complete.map(async ({ folder }) => isKnown(await readModelIndex(folder))))
  const usable = complete.filter((_, i) => known[i])
  return usable.sort((a, b) => Number(b.place === 'models') - Number(a.place === 'models'))
}

function isKnown(index: { readonly _class_name?: string | undefined } | undefined): boolean {
  return /^(StableDiffusion(XL)?(Img2Img)?|LatentConsistencyModel(Img2Img)?)Pipeline$/.test(index?._class_name ?? '')
}
