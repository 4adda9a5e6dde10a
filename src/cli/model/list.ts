import type { ModelDescription } from '#hub/describeModel.ts'
import { hubFields } from '#hub/hubFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { readModelSurroundings, say, shortPath } from './modelSurroundings.ts'
import { tableOf } from './table.ts'

const fields = { models: hubFields.models }

/** `npx i2i model list` */
export const listCommand: Command = {
  name: 'model list',
  summary: 'Which models are here, and whether they are complete.',
  intro: 'Lists the models in the models folder and in the Hugging Face cache of this machine.',
  examples: [['npx i2i model list', 'all models on this machine']],
  fields,
  async run(given) {
    const { places } = readModelSurroundings(configOf(fields, given))
    const { listModels } = await import('#hub/installed.ts')
    const { describeModel } = await import('#hub/describeModel.ts')
    const models = await Promise.all((await listModels(places)).map(describeModel))
    if (models.length > 0) return say(await table(models))
    say(
      `There is no model in ${places.models} or in the Hugging Face cache (${shortPath(places.cache)}).`,
      'Download one: npx i2i model pull stabilityai/sd-turbo',
    )
  },
}

async function table(models: readonly ModelDescription[]): Promise<string> {
  const { readableBytes } = await import('#hub/readableBytes.ts')
  const rows = models.map((model) => [
    model.name,
    familyText(model),
    precisionText(model),
    readableBytes(model.bytes),
    stateText(model),
    model.place === 'cache' ? 'Hugging Face cache' : shortPath(model.folder),
  ])
  return tableOf(['NAME', 'FAMILY', 'PRECISION', 'SIZE', 'STATE', 'PLACE'], rows)
}

/** `SD 1.x (LCM)` */
export function familyText({ family, isLcm }: ModelDescription): string {
  return `${family ?? 'unknown'}${isLcm ? ' (LCM)' : ''}`
}

/** Of the UNet, which is most of a model. */
export function precisionText({ parts }: ModelDescription): string {
  const unet = parts.find(({ name }) => name === 'unet')
  return unet?.dtypes.join(', ') || 'unknown'
}

function stateText({ name, missing }: ModelDescription): string {
  if (missing.length === 0) return 'complete'
  return `incomplete: run npx i2i model pull ${name}`
}
