import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { type SealState, sealState } from './sealed.ts'

/** What is going to be done to a machine; nothing of it has happened yet. */
export type Plan = {
  /** Path without the first slash → its whole text. */
  readonly write: Readonly<Record<string, string>>
  /** Paths to be removed after `commands` and before `last`. */
  readonly remove: readonly string[]
  readonly commands: readonly PlanCommand[]
  /** Commands that come when all files are as they shall be. */
  readonly last: readonly PlanCommand[]
  /** What the operator should know. */
  readonly notes: readonly string[]
  /** How it is taken back. */
  readonly undo: string
}

/** A command, and what it means when it fails, if it may. */
export type PlanCommand = { readonly words: readonly string[]; readonly mayFail?: string }

/** How a file that is there looks; `missing` if it is not. */
export function stateOf(root: string, path: string): SealState | 'missing' {
  const whole = join(root, path)
  return existsSync(whole) ? sealState(readFileSync(whole, 'utf8')) : 'missing'
}

/** @throws OperatorError FILE_EDITED naming the files of a plan that would overwrite what somebody has written by hand */
export function refuseEdited(root: string, paths: readonly string[]): void {
  const edited = paths.filter((path) => ['edited', 'foreign'].includes(stateOf(root, path)))
  if (edited.length === 0) return
  const names = edited.map((path) => join(root, path)).join(', ')
  throw new OperatorError(
    'FILE_EDITED',
    `Changed by hand since it was written, or written by somebody else: ${names}.`,
    'Put your changes into a drop-in, which is left alone: sudo systemctl edit UNIT. Or add --replace: a copy is kept beside it, as FILE.old',
  )
}
