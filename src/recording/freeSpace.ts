import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** What a recording leaves free for everybody else, in bytes. */
const RESERVE_BYTES = 64 * 2 ** 20

/** Bytes that may still be written to the disk of a file. @throws OperatorError OUTPUT_UNWRITABLE when that cannot be found out */
export async function freeSpace(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(path)).catch((cause) => {
    const what = `The folder ${dirname(path)} cannot be reached any more: ${reasonOf(cause)}.`
    throw new OperatorError('OUTPUT_UNWRITABLE', what, 'Check the disk, or record to another one.', { cause })
  })
  return Math.max(0, bavail * bsize - RESERVE_BYTES)
}

/** @throws OperatorError DISK_FULL when nothing may be written any more, OUTPUT_UNWRITABLE */
export async function assertSpace(path: string): Promise<number> {
  const free = await freeSpace(path)
  if (free > 0) return free
  throw new OperatorError(
    'DISK_FULL',
    `The disk of ${dirname(path)} has less than ${RESERVE_BYTES / 2 ** 20} MB left, which a recording leaves to others. What was recorded is whole.`,
    'Make room, or record to another disk.',
  )
}
