import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import { type Plan, type PlanCommand, refuseEdited, stateOf } from './plan.ts'
import { SHARED } from './planInstall.ts'
import { ROLES, type Role, UNIT_FILES, unitName } from './role.ts'
import { SERVICE_USER, STATE_FOLDER } from './unitOf.ts'

export type UninstallOptions = {
  readonly role: Role
  readonly machine: Machine
  readonly root: string
  readonly isReplacing: boolean
}

/** What taking a service away means: exactly what installing it has written goes. @throws OperatorError FILE_EDITED */
export function planUninstall({ role, machine, root, isReplacing }: UninstallOptions): Plan {
  const unitFile = UNIT_FILES[role]
  const isHere = stateOf(root, unitFile) !== 'missing'
  const isLast = !ROLES.some((other) => other !== role && other !== 'display' && machine.roles.includes(other))
  const shared = role !== 'display' && isLast ? Object.values(SHARED) : []
  const remove = [unitFile, ...shared].filter((path) => stateOf(root, path) !== 'missing')
  if (!isReplacing) refuseEdited(root, remove)
  return {
    write: {},
    remove,
    commands: isHere ? stopping(role, machine, root) : [],
    last: isHere && role !== 'display' ? [{ words: ['systemctl', 'daemon-reload'] }] : [],
    notes: isHere ? leftNotes(role, root, shared.length > 0) : [`There is no service ${role} here.`],
    undo: `sudo npx i2i service install ${role}`,
  }
}

function stopping(role: Role, machine: Machine, root: string): PlanCommand[] {
  if (role === 'display') return stoppingDisplay(root)
  const units = role === 'worker' ? machine.workers.map((gpu) => unitName('worker', gpu)) : [unitName(role)]
  return units.length > 0 ? [{ words: ['systemctl', 'disable', '--now', ...units] }] : []
}

function stoppingDisplay(root: string): PlanCommand[] {
  const user = /^ConditionUser=(.+)$/m.exec(readFileSync(join(root, UNIT_FILES.display), 'utf8'))?.[1]
  const stop = ['systemctl', `--machine=${user}@.host`, '--user', 'stop', unitName('display')]
  return [
    ...(user === undefined
      ? []
      : [{ words: stop, mayFail: `${user} is not logged in here; nothing was to be stopped.` }]),
    { words: ['systemctl', '--global', 'disable', unitName('display')] },
  ]
}

function leftNotes(role: Role, root: string, isLast: boolean): string[] {
  const dropIns = globSync(join(root, `${UNIT_FILES[role].replace('@.', '@*.')}.d`))
  return [
    ...dropIns.map((folder) => `Left as it is, because it was not written by us: ${folder}`),
    ...(isLast && existsSync(join(root, STATE_FOLDER)) ? [`Kept, with cues and recordings: ${STATE_FOLDER}`] : []),
    ...(isLast ? [`Kept: the user ${SERVICE_USER} and the group of the operators.`] : []),
  ]
}
