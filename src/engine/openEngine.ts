import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { WorkerConfig } from '#settings/config.ts'
import type { Log } from '#telemetry/log.ts'
import type { Engine } from './engine.ts'

/** How a model is run, and in what. */
type ModelWishes = Pick<WorkerConfig, 'provider' | 'device' | 'precision' | 'vae' | 'noise'> &
  Partial<Pick<WorkerConfig, 'scheduler' | 'lcmTimesteps'>>

export type EngineOptions = ModelWishes & {
  /** As on the command line; `auto` takes the best that can run here. */
  readonly name: string
  readonly simulateMs: number
  readonly threads: number
  /** The model for `diffusion`: what it is called, and its folder in the diffusers layout. */
  readonly checkpoint?: { readonly name: string; readonly folder: string } | undefined
  /** Batches of a new size wait until the model is prepared for it, instead of being drawn in the old one and scaled. */
  readonly waits?: boolean
  /** Called when the device of `diffusion` hangs: only a new process helps. */
  readonly onHung?: () => void
  readonly clock: Clock
  readonly log: Log
}

/**
 * Opens an engine by its name; only that one is loaded.
 * @throws OperatorError ENGINE_UNKNOWN, MODEL_NOT_INSTALLED, PROVIDER_UNAVAILABLE, CHECKPOINT_INVALID, …
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { name, log, checkpoint } = options
  if (name === 'auto') {
    if (checkpoint) return engines.diffusion(options)
    log.info('no diffusion model is installed: the painterly preview takes its place')
    return engines.preview(options)
  }
  if (isKnown(name)) return engines[name](options)
  const remedy = `Give one of auto, ${Object.keys(engines).join(', ')}.`
  throw new OperatorError('ENGINE_UNKNOWN', `There is no engine ${name}.`, remedy)
}

const engines = {
  diffusion: async (options: EngineOptions) => {
    const { checkpoint, provider, device, threads, precision, vae, noise } = options
    const { scheduler = 'auto', lcmTimesteps = '0.23' } = options
    const { waits = false, onHung, clock, log } = options
    if (!checkpoint) throw notInstalled()
    const { openDiffusion } = await import('./diffusion.ts')
    const how = { provider, device, threads, precision, vae, scheduler, lcmTimesteps, noise }
    return openDiffusion({ ...checkpoint, ...how, waits, ...(onHung && { onHung }), clock, log })
  },
  preview: async ({ threads }: EngineOptions) => (await import('./preview.ts')).openPreview({ threads }),
  passthrough: async () => (await import('./passthrough.ts')).openPassthrough(),
  simulate: async ({ simulateMs, clock }: EngineOptions) =>
    (await import('./simulate.ts')).openSimulate({ simulateMs, clock }),
}

function isKnown(name: string): name is keyof typeof engines {
  return Object.hasOwn(engines, name)
}

function notInstalled(): OperatorError {
  const message = 'The diffusion engine needs a model, and none was given.'
  return new OperatorError('MODEL_NOT_INSTALLED', message, 'Run: npx i2i model pull stabilityai/sd-turbo')
}
