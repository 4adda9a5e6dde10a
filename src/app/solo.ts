import { readdir } from 'node:fs/promises'
import type { ServerConfig, WorkerConfig } from '#settings/config.ts'
import { defaultSettings, type Settings } from '#settings/schema.ts'
import { sampleDirectory } from '#source/samplePath.ts'
import { checkpointFor } from './checkpointFor.ts'
import { greeting } from './greeting.ts'
import { hasScreen } from './hasScreen.ts'
import { serve } from './server.ts'
import type { Surroundings } from './surroundings.ts'
import { keepWorker } from './workerProcess.ts'

export type SoloOptions = {
  readonly server: ServerConfig
  readonly worker: WorkerConfig
  readonly settings: Partial<Settings>
}

/** Everything on one machine: a server, and one worker as its child. */
export async function solo({ server, worker, settings }: SoloOptions, surroundings: Surroundings): Promise<void> {
  // asked here too, so that a model which is not there ends the whole at once, with a sentence
  const model = await checkpointFor(worker, { log: { info: () => undefined }, environment: surroundings.environment })
  const needsSample = await isSampleWanted(settings)
  const playsSample = needsSample && (settings.mode ?? 'video') === 'video' && server.input === ''
  const directory = needsSample ? { directory: sampleDirectory() } : {}
  const failing = new AbortController()
  const signal = AbortSignal.any([surroundings.signal, failing.signal])
  const isShown = server.display && hasScreen(surroundings.environment)
  const onReady = (url: string) =>
    process.stdout.write(
      greeting({ url, server, settings, worker, model: model?.name, playsSample, hasScreen: isShown }),
    )
  const working = keepWorker(worker, { ...surroundings, signal })
  const serving = serve(
    { config: server, settings: { ...settings, ...directory }, onReady },
    { ...surroundings, signal },
  )
  // whichever ends first ends both: a server without its worker, or the other way round, is not what was asked for
  const both = [serving, working].map((running) => running.finally(() => failing.abort()))
  await Promise.allSettled(both)
  // both have ended; a failure of either is a failure of the whole
  await Promise.all(both)
}

/** The sample clip is the folder when no other was named and the usual one has no pictures, also for who changes to it later. */
async function isSampleWanted({ directory }: Partial<Settings>): Promise<boolean> {
  if (directory !== undefined) return false
  const names = await readdir(defaultSettings.directory).catch(() => [])
  return !names.some((name) => /\.(jpe?g|png)$/i.test(name))
}
