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
const OPTIONS = ['model', 'noise', 'vae', 'size']

export type Making = {
  readonly config: RenderConfig
  readonly batchSize: number
  readonly parameters: Parameters
}

/** @param engine name of the one that was opened, since `auto` says nothing */
export function madeWith(engine: string, { config, batchSize, parameters }: Making): MadeWith {
  const options = Object.entries(config).filter(([name]) => OPTIONS.includes(name))
  const settings = PARAMETERS.map((name) => [name, parameters[name]])
  return { engine, batchSize, ...Object.fromEntries(options), ...Object.fromEntries(settings) }
}
