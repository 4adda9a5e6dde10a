import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Inputs } from './listInputs.ts'
import type { Task } from './task.ts'

/** What there is to do, and where the results go. */
export type Plan = {
  /** Absolute path of the folder of the outputs; the record of what was made with which settings lies in it. */
  readonly folder: string
  /** In the order of `seq`. */
  readonly tasks: readonly Task[]
  /** The operator has named one file, not a folder of them. */
  readonly isSingle: boolean
}

/**
 * Gives every picture its place in the output: for one file the name in OUTPUT (or its own in an existing folder), for
 * more of them their own names, with the folders that a pattern found them in.
 * @param output as the operator wrote it; a slash at its end says that it is a folder
 * @throws OperatorError for an OUTPUT that cannot be meant, and if an input would be written over
 */
export async function planTasks(inputs: Inputs, output: string): Promise<Plan> {
  const plan = inputs.kind === 'file' ? await planOne(inputs, output) : await planFolder(inputs, output)
  await assertSpared(inputs.files, plan.tasks)
  return plan
}

const PICTURE = /\.(jpe?g|png)$/i

async function planOne({ files }: Inputs, output: string): Promise<Plan> {
  const from = files[0] as string
  const isFolder = /[/\\]$/.test(output) || (await isExistingFolder(output))
  const to = resolve(isFolder ? join(output, basename(from)) : output)
  if (!PICTURE.test(to)) {
    const said = isFolder ? `${basename(from)} is neither a .png nor a .jpg.` : `i2i render cannot write ${output}.`
    throw new OperatorError(
      'BAD_OPTION',
      said,
      'Give a name that ends in .png or .jpg, or a folder with a / at its end.',
    )
  }
  return { folder: dirname(to), tasks: [{ seq: 0, from, to, name: basename(to) }], isSingle: true }
}

async function planFolder({ base, files }: Inputs, output: string): Promise<Plan> {
  const folder = resolve(output)
  if (PICTURE.test(output) && !(await isExistingFolder(output))) {
    const remedy = `Many pictures need a folder to go to: i2i render INPUT ${output.slice(0, -extname(output).length)}`
    throw new OperatorError('BAD_OPTION', `${output} has the name of one picture.`, remedy)
  }
  const names = files.map((file) => relative(base, file))
  const tasks = files.map((from, seq) => taskOf(seq, from, folder, names[seq] as string))
  return { folder, tasks, isSingle: false }
}

function taskOf(seq: number, from: string, folder: string, name: string): Task {
  return { seq, from, to: join(folder, name), name }
}

async function isExistingFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

/** No output may be one of the inputs, by whatever way it is reached. @throws OperatorError */
async function assertSpared(inputs: readonly string[], tasks: readonly Task[]): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => path)
  const spared = new Set([...inputs, ...(await Promise.all(inputs.map(real)))])
  for (const { to } of tasks) {
    const target = join(await real(dirname(to)), basename(to))
    if (!spared.has(to) && !spared.has(target) && !spared.has(await real(to))) continue
    const remedy = 'Choose another OUTPUT; inputs are never written over.'
    throw new OperatorError('OUTPUT_UNWRITABLE', `${to} is one of the inputs.`, remedy)
  }
}
