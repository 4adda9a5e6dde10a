import { OperatorError } from '#errors/operatorError.ts'

/** A config that contradicts itself, or another file of the model. @param what a sentence without its full stop */
export function unfit(where: string, what: string): OperatorError {
  const remedy =
    'Take all files from one model: `npx i2i model verify` finds what was changed, `npx i2i model pull` fetches it again.'
  return new OperatorError('CHECKPOINT_INVALID', `${where}: ${what}.`, remedy)
}
