import { resolve } from 'node:path'
import type { Engine } from '#engine/engine.ts'
import type { RenderConfig } from '#settings/config.ts'
import type { Parameters } from '#settings/schema.ts'
import type { MadeWith } from './renderRecord.ts'

/** Options that change what a picture looks like. Where it is computed (provider, device) changes its last bits only. */
const PARAMETERS = [
  'prompt',
  'negativePrompt',
  'numInferenceSteps',
  'strength',
  'guidanceScale',
  'seed',
  'fixedSeed',
  'compel',
  'jpegQuality',
] as const
const OPTIONS = ['precision', 'noise', 'vae', 'scheduler', 'lcmTimesteps', 'size']

export type Making = {
  readonly config: RenderConfig
  readonly batchSize: number
  readonly parameters: Parameters
}

/** What was opened counts, not what was asked for: `auto` and a model that was not named say nothing. */
export type Opened = {
  readonly engine: Pick<Engine, 'name'>
  readonly checkpoint: { readonly folder: string } | undefined
}

export function madeWith({ engine, checkpoint, config, batchSize, parameters }: Making & Opened): MadeWith {
  const model = engine.name === 'diffusion' && checkpoint ? { model: resolve(checkpoint.folder) } : {}
  const options = Object.entries(config).filter(([name, value]) => OPTIONS.includes(name) && value !== '')
  const settings = PARAMETERS.map((name) => [name, parameters[name]])
  return { engine: engine.name, ...model, batchSize, ...Object.fromEntries(options), ...Object.fromEntries(settings) }
}
