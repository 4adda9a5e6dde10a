import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { KEY_FILES } from '#wire/curveKeys.ts'
import { clientKeyFiles, type KeyFile, serverKeyFiles, writeKeyFiles } from '#wire/makeKeys.ts'

export type KeysOptions = {
  readonly folder: string
  /** Another machine that shall be let in; empty for none. */
  readonly client: string
  /** Only say what would be written. */
  readonly dryRun: boolean
}

/** Makes the keys of `--curve` and tells what to do with them. @throws OperatorError BAD_OPTION, OUTPUT_UNWRITABLE */
export async function makeKeys({ folder, client, dryRun }: KeysOptions): Promise<string> {
  if (client !== '' && !/^[\w.-]{1,64}$/.test(client)) throw badName(client)
  const own = await serverKeyFiles(folder)
  const serverKey = own[0]?.text ?? (await readFile(join(folder, KEY_FILES.serverPublic), 'utf8')).trim()
  const theirs = client === '' ? [] : await clientKeyFiles(folder, client, serverKey)
  const files = [...own, ...theirs]
  if (!dryRun) await writeKeyFiles(files)
  return [...told(files, dryRun), '', ...nextSteps(folder, client)].join('\n')
}

function told(files: readonly KeyFile[], dryRun: boolean): string[] {
  if (files.length === 0) return ['All these keys are there already; none was replaced.']
  const verb = dryRun ? 'would write' : 'wrote'
  return files.map(({ path, isSecret }) => `${verb} ${path}${isSecret ? '  (secret)' : ''}`)
}

function nextSteps(folder: string, client: string): string[] {
  const start = `Start the server with:  npx i2i server --curve --keys ${folder}`
  if (client === '') return [start, `Let another machine in:  npx i2i keys ${folder} --client NAME`]
  return [
    `Copy it to ${client}, then remove it here:  scp -r ${join(folder, `for-${client}`)} ${client}:i2i-realtime/keys`,
    `Start there with:       npx i2i worker --curve --primary-hostname SERVER`,
    `Shut it out again with: rm ${join(folder, KEY_FILES.clients, `${client}.pub`)}`,
  ]
}

function badName(client: string): OperatorError {
  const remedy = 'Give letters, digits, dots and dashes: --client atelier-1'
  return new OperatorError('BAD_OPTION', `--client cannot be ${JSON.stringify(client)}.`, remedy)
}
