import { createInterface } from 'node:readline/promises'
import { OperatorError } from '#errors/operatorError.ts'
import { hubFields } from '#hub/hubFields.ts'
import { readableBytes } from '#hub/readableBytes.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { MODEL } from './modelArgument.ts'
import { readModelSurroundings, say, shortPath } from './modelSurroundings.ts'

const { models, yes } = hubFields
const fields = { models, yes }

/** `npx i2i model remove MODEL` */
export const removeCommand: Command = {
  name: 'model remove',
  summary: 'Delete a downloaded model.',
  intro:
    'Deletes what npx i2i model pull has downloaded, and nothing else. Models in the Hugging Face cache belong to other ' +
    'programs too and are left alone.',
  examples: [
    ['npx i2i model remove stabilityai/sd-turbo', 'asks first'],
    ['npx i2i model remove stabilityai/sd-turbo --yes', 'does not ask'],
  ],
  arguments: [MODEL],
  fields,
  async run(given, { signal }, [name = '']) {
    const config = configOf(fields, given)
    const { places } = readModelSurroundings(config)
    const { requireModel } = await import('#hub/installed.ts')
    const { planRemoval, remove } = await import('#hub/remove.ts')
    const model = await requireModel(name, places)
    const removal = await planRemoval(model)
    const bytes = removal.deleted.reduce((sum, file) => sum + file.bytes, 0)
    const what = `${removal.deleted.length} files, ${readableBytes(bytes)}, in ${shortPath(model.folder)}`
    if (!config.yes && !(await isAgreed(`Delete ${model.name} (${what})?`, signal))) return say('Nothing was deleted.')
    await remove(model, removal)
    say(`${model.name} is deleted: ${what}.`)
    if (removal.left.length > 0) say(`Left, because it was not downloaded: ${removal.left.join(', ')}`)
  },
}

/** Asks on the terminal; anything but y means no. @throws OperatorError where nobody can answer */
async function isAgreed(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new OperatorError('BAD_OPTION', `${question} Nobody can be asked here.`, 'Add --yes if it shall be deleted.')
  }
  using lines = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await lines.question(`${question} [y/N] `, { signal })
  return /^y(es)?$/i.test(answer.trim())
}
