import { OperatorError } from '#errors/operatorError.ts'
import { hubFields } from '#hub/hubFields.ts'
import type { Installed } from '#hub/installed.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { MODEL } from './modelArgument.ts'
import { readModelSurroundings, say, shortPath } from './modelSurroundings.ts'
import { openProgress } from './progress.ts'

const fields = { models: hubFields.models }

/** `npx i2i model verify MODEL` */
export const verifyCommand: Command = {
  name: 'model verify',
  summary: 'Read every file of a model again and compare it with its SHA-256.',
  intro:
    'Reads every file of a downloaded model and compares it with what the hub sent. Exit code 1 if anything is wrong. ' +
    'Uses no network.',
  examples: [['npx i2i model verify stabilityai/sd-turbo', 'a downloaded model']],
  arguments: [MODEL],
  fields,
  async run(given, { clock, signal }, [name = '']) {
    const { places } = readModelSurroundings(configOf(fields, given))
    const { requireModel } = await import('#hub/installed.ts')
    const { verify } = await import('#hub/verify.ts')
    const model = await requireModel(name, places)
    await using progress = await openProgress({ title: 'Checking', expected: 0, clock })
    const { checked, problems } = await verify(model, {
      signal,
      onBytes: (done, total) => progress.set(name, done, total),
    })
    await progress[Symbol.asyncDispose]()
    if (problems.length > 0) throw damaged(model, problems)
    say(checked > 0 ? `${model.name} is whole: ${checked} files checked.` : unknown(model))
  },
}

function damaged({ name, place, folder }: Installed, problems: readonly string[]): OperatorError {
  const list = problems.map((problem) => `  ${problem}`).join('\n')
  const remedy =
    place === 'models'
      ? `Run: npx i2i model pull ${name}\nOnly what is wrong is fetched.`
      : 'Fetch it again with the program that has put it there, or: npx i2i model pull OWNER/NAME'
  return new OperatorError('DOWNLOAD_DAMAGED', `${name} in ${shortPath(folder)} is not whole:\n${list}`, remedy)
}

function unknown({ name }: Installed): string {
  return (
    `${name} has all files that are needed. Whether their content is right cannot be told: ` +
    'it was not downloaded by i2i, so nobody has written down what it was.'
  )
}
