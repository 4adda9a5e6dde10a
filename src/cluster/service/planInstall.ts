import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Machine, Place } from './machine.ts'
import { OPERATOR_GROUP, polkitPklaText, polkitRulesText, sysusersText } from './operators.ts'
import { type Plan, type PlanCommand, refuseEdited } from './plan.ts'
import { type Role, UNIT_FILES, unitName } from './role.ts'
import { sealed } from './sealed.ts'
import { SERVICE_USER, STATE_FOLDER, unitOf } from './unitOf.ts'
import { unitText } from './unitText.ts'

/** Files that the services of all kinds share. */
export const SHARED = {
  sysusers: 'etc/sysusers.d/i2i.conf',
  rules: 'etc/polkit-1/rules.d/60-i2i.rules',
  pkla: 'etc/polkit-1/localauthority/50-local.d/60-i2i.pkla',
} as const

export type InstallOptions = {
  readonly role: Role
  readonly machine: Machine
  readonly place: Place
  /** The folder that the machine's files are below: `/`. */
  readonly root: string
  readonly user: string
  /** For workers: on which graphics cards. */
  readonly gpus: readonly number[]
  readonly flags: readonly string[]
  readonly writable: readonly string[]
  /** Becomes an operator; empty for nobody. */
  readonly operator: string
  /** Files that were changed by hand are replaced too. */
  readonly isReplacing: boolean
}

/** What installing a service means on this machine. @throws OperatorError FILE_EDITED, SERVICE_FAILED without systemd */
export function planInstall(options: InstallOptions): Plan {
  const { role, machine, root, user, gpus } = options
  if (machine.systemd === undefined) {
    throw new OperatorError('SERVICE_FAILED', 'There is no systemd on this machine.', 'Services need Ubuntu or Debian.')
  }
  const all = [...new Set([...machine.workers, ...gpus])]
  const unit = unitOf({ ...options, isOneOfSeveral: role === 'worker' && all.length > 1 })
  const write = { ...(role === 'display' ? {} : sharedFiles(machine)), [UNIT_FILES[role]]: sealed(unitText(unit)) }
  if (!options.isReplacing) refuseEdited(root, Object.keys(write))
  return {
    write,
    remove: [],
    commands: [],
    last: role === 'display' ? startDisplay(user) : [...people(options), ...startSystem(role, all)],
    notes: notesOf(options),
    undo: `sudo npx i2i service uninstall ${role}`,
  }
}

function sharedFiles({ polkit }: Machine): Record<string, string> {
  // each understands one of the two; where it is not known which, both are there
  const old = polkit === undefined ? undefined : Number(/^0\.(\d+)/.exec(polkit)?.[1] ?? 999) < 106
  return {
    [SHARED.sysusers]: sealed(sysusersText()),
    ...(old === true ? {} : { [SHARED.rules]: sealed(polkitRulesText(), '//') }),
    ...(old === false ? {} : { [SHARED.pkla]: sealed(polkitPklaText()) }),
  }
}

function people({ operator, user, role, place, root }: InstallOptions): PlanCommand[] {
  const dotEnv = join(place.folder, '.env')
  const cues = join(place.folder, 'cues.yaml')
  const hasDotEnv = user === SERVICE_USER && existsSync(dotEnv)
  const owned = ['-o', SERVICE_USER, '-g', SERVICE_USER]
  const takesCues = role === 'server' && user === SERVICE_USER && existsSync(cues)
  const isNew = !existsSync(join(root, STATE_FOLDER, 'cues.yaml'))
  return [
    { words: ['systemd-sysusers', `/${SHARED.sysusers}`] },
    ...(operator === '' ? [] : [{ words: ['usermod', '-aG', groupsOf(user).join(','), operator] }]),
    ...(hasDotEnv ? [{ words: ['chgrp', SERVICE_USER, dotEnv] }, { words: ['chmod', 'g+r', dotEnv] }] : []),
    ...(takesCues && isNew
      ? [
          { words: ['install', '-d', ...owned, STATE_FOLDER] },
          { words: ['install', '-m', '640', ...owned, cues, join(STATE_FOLDER, 'cues.yaml')] },
        ]
      : []),
  ]
}

/** Groups of the operators. What the service may read, as `.env`, they may write: that of its user as well. */
function groupsOf(user: string): string[] {
  return user === SERVICE_USER ? [OPERATOR_GROUP, SERVICE_USER] : [OPERATOR_GROUP]
}

function startSystem(role: Role, gpus: readonly number[]): PlanCommand[] {
  const units = role === 'worker' ? gpus.map((gpu) => unitName('worker', gpu)) : [unitName(role)]
  // started in the background: a worker may load its model for minutes
  return [['daemon-reload'], ['enable', ...units], ['restart', '--no-block', ...units]].map((words) => ({
    words: ['systemctl', ...words],
  }))
}

/** Of all users, the unit is for this one only (`ConditionUser`); it comes up with the graphical session. */
function startDisplay(user: string): PlanCommand[] {
  const mayFail = `${user} has no graphical session here: it starts with the next one.`
  const session = ['systemctl', `--machine=${user}@.host`, '--user']
  return [
    { words: ['systemctl', '--global', 'enable', unitName('display')] },
    { words: [...session, 'daemon-reload'], mayFail },
    { words: [...session, 'restart', unitName('display')], mayFail },
  ]
}

function notesOf({ role, operator, user, place, flags }: InstallOptions): string[] {
  const look = `Look: npx i2i service status. Log: npx i2i service logs ${role}`
  if (role === 'display') return [`The screen belongs to ${user}.`, look]
  const member = `${operator} may start and stop i2i without a password after the next login (${groupsOf(user).join(', ')}).`
  const kept = `Cues, recordings and the record of prompt checks are kept in ${STATE_FOLDER}.`
  const isSecretShown = flags.some((flag) => /^--token=/.test(flag))
  const secret = 'Everybody on this machine can read a unit: put the token into .env as TOKEN=WORD instead.'
  const ownsState = role === 'server' && user === SERVICE_USER
  return [
    `It runs as ${user} in ${place.folder} with: ${[role, ...flags].join(' ')}`,
    ...(operator === '' ? [] : [member]),
    ...(isSecretShown ? [secret] : []),
    ...(ownsState ? [kept] : []),
    look,
  ]
}
