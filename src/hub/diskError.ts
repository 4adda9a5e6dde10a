import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { readableBytes } from './readableBytes.ts'

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']
const UNWRITABLE = ['EEXIST', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']

/** What a failed write means for the operator; other errors come back as they are. */
export function diskError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (FULL.includes(code)) {
    const remedy = 'Free some space and run the same command again: it goes on where it stopped.'
    return new OperatorError('DISK_FULL', `The disk is full while writing ${path}.`, remedy, { cause: error })
  }
  if (!UNWRITABLE.includes(code)) return error
  const remedy = 'Check its permissions, or choose another folder with --models.'
  return new OperatorError('OUTPUT_UNWRITABLE', `${path} cannot be written: ${reasonOf(error)}.`, remedy, {
    cause: error,
  })
}

/** The error for a disk that cannot hold what is to come. */
export function tooLittleSpace(folder: string, neededBytes: number, freeBytes: number): OperatorError {
  const said = `The download needs ${readableBytes(neededBytes)}, and the disk of ${folder} has ${readableBytes(freeBytes)} left.`
  return new OperatorError('DISK_FULL', said, 'Free some space, or choose another disk with --models FOLDER.')
}
