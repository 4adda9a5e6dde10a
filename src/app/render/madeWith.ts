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
const OPTIONS = ['model', 'precision', 'noise', 'vae', 'size']

export type Making = {
  readonly config: RenderConfig
  readonly batchSize: number
  readonly parameters: Parameters
}

/** @param engine the one that was opened, since `auto` and a model that was not named say nothing */
export function madeWith(engine: Engine, { config, batchSize, parameters }: Making): MadeWith {
  const options = Object.entries(config).filter(([name, value]) => OPTIONS.includes(name) && value !== '')
  const settings = PARAMETERS.map((name) => [name, parameters[name]])
  const model = engine.name === 'diffusion' ? { model: engine.description } : {}
  return { engine: engine.name, ...model, batchSize, ...Object.fromEntries(options), ...Object.fromEntries(settings) }
}
