import type { ModelDescription } from '#hub/describeModel.ts'
import { hubFields } from '#hub/hubFields.ts'
import { readableBytes } from '#hub/readableBytes.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { familyText, precisionText } from './list.ts'
import { MODEL } from './modelArgument.ts'
import { readModelSurroundings, say, shortPath } from './modelSurroundings.ts'
import { tableOf } from './table.ts'

const fields = { models: hubFields.models }

/** `npx i2i model info MODEL` */
export const infoCommand: Command = {
  name: 'model info',
  summary: 'What a model is: family, picture size, parameters, licence, files.',
  intro: 'Tells what can be told about a model that is on this machine, without loading it.',
  examples: [
    ['npx i2i model info stabilityai/sd-turbo', 'a downloaded model'],
    ['npx i2i model info ./my-model', 'a folder in the diffusers layout'],
  ],
  arguments: [MODEL],
  fields,
  async run(given, _surroundings, [name = '']) {
    const { places } = readModelSurroundings(configOf(fields, given))
    const { requireModel } = await import('#hub/installed.ts')
    const { describeModel } = await import('#hub/describeModel.ts')
    const model = await describeModel(await requireModel(name, places))
    say(
      ...facts(model),
      '',
      tableOf(
        ['FILE', 'SIZE'],
        model.files.map(({ path, bytes }) => [path, readableBytes(bytes)]),
      ),
    )
  },
}

function facts(model: ModelDescription): string[] {
  const { manifest, trainedPx, missing } = model
  const parts = model.parts.map(({ name, parameters }) => `${name} ${millions(parameters)}`)
  return [
    ...(model.name === model.folder ? [] : [fact('Name', model.name)]),
    fact('Place', shortPath(model.folder)),
    fact('Family', `${familyText(model)}, ${model.pipeline ?? 'no pipeline'}`),
    ...(trainedPx ? [fact('Pictures', `trained on ${trainedPx} x ${trainedPx} pixels`)] : []),
    fact('Parameters', parts.join(', ') || 'unknown'),
    fact('Precision', precisionText(model)),
    ...(manifest ? [fact('Version', `${manifest.revision}, commit ${manifest.commit.slice(0, 12)}`)] : []),
    fact(
      'Licence',
      manifest ? `${manifest.licence.name}, ${manifest.licence.link}` : 'see the page or the folder of the model',
    ),
    fact('Size', readableBytes(model.bytes)),
    fact('State', missing.length > 0 ? `incomplete; missing: ${missing.join(', ')}` : 'complete'),
  ]
}

function fact(name: string, value: string): string {
  return `${name.padEnd(11)} ${value}`
}

function millions(parameters: number): string {
  return parameters >= 1e9 ? `${(parameters / 1e9).toFixed(2)} G` : `${(parameters / 1e6).toPrecision(3)} M`
}
