import { writeFile } from 'node:fs/promises'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** Writes a trace to a file. @throws OperatorError BAD_OPTION when that is not possible */
export async function writeTrace(path: string, trace: string): Promise<void> {
  try {
    await writeFile(path, trace)
  } catch (cause) {
    const remedy = 'Give a file in a folder that exists and may be written to: --trace FILE'
    throw new OperatorError('BAD_OPTION', `The trace could not be written (${reasonOf(cause)}).`, remedy, { cause })
  }
}
