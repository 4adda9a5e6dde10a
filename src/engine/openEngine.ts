import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { Engine } from './engine.ts'

export type EngineOptions = {
  /** As on the command line; `auto` takes the best that can run here. */
  readonly name: string
  readonly simulateMs: number
  readonly threads: number
  readonly clock: Clock
  readonly log: Log
}

/** Opens an engine by its name; only that one is loaded. @throws OperatorError ENGINE_UNKNOWN */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { name, log } = options
  if (name === 'auto') {
    log.info('no diffusion model is installed: the painterly preview takes its place')
    return engines.preview(options)
  }
  if (isKnown(name)) return engines[name](options)
  const remedy = `Give one of auto, ${Object.keys(engines).join(', ')}.`
  throw new OperatorError('ENGINE_UNKNOWN', `There is no engine ${name}.`, remedy)
}

const engines = {
  preview: async ({ threads }: EngineOptions) => (await import('./preview.ts')).openPreview({ threads }),
  passthrough: async () => (await import('./passthrough.ts')).openPassthrough(),
  simulate: async ({ simulateMs, clock }: EngineOptions) =>
    (await import('./simulate.ts')).openSimulate({ simulateMs, clock }),
}

function isKnown(name: string): name is keyof typeof engines {
  return Object.hasOwn(engines, name)
}
