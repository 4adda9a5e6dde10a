import { join } from 'node:path'
import { hardening } from './hardening.ts'
import { LIMITS, lifecycle } from './lifecycle.ts'
import type { Machine, Place } from './machine.ts'
import type { Role } from './role.ts'
import { type Unit, type UnitSection, unitPath, unitWord } from './unitText.ts'

/** Whose the services are, if nobody is named. */
export const SERVICE_USER = 'i2i-service'
/** What a server of that user writes. */
export const STATE_FOLDER = '/var/lib/i2i-server'

export type UnitOptions = {
  readonly role: Role
  readonly machine: Machine
  readonly place: Place
  /** Who runs it. */
  readonly user: string
  /** Options of the command, as after `npx i2i worker`. */
  readonly flags: readonly string[]
  /** Several workers on this machine: each needs a name of its own. */
  readonly isOneOfSeveral: boolean
  /** Folders outside of the usual ones that the options name as places to write to. */
  readonly writable: readonly string[]
}

/** The unit of a service for this machine. @throws RangeError without systemd */
export function unitOf(options: UnitOptions): Unit {
  const { role, machine } = options
  if (machine.systemd === undefined) throw new RangeError('a unit is for a machine with systemd')
  return {
    Unit: { Description: DESCRIPTIONS[role], Documentation: documentation(options.place), ...ordering(options) },
    Service: {
      ...lifecycle(role, machine.systemd),
      ...command(options),
      ...LIMITS[role],
      // one for each role: they may belong to different users
      StateDirectory: `i2i-${role}`,
      CacheDirectory: `i2i-${role}`,
      ...(role === 'display' ? {} : ownAndHardened(options)),
    },
    Install: { WantedBy: role === 'display' ? 'graphical-session.target' : 'multi-user.target' },
  }
}

const DESCRIPTIONS: Readonly<Record<Role, string>> = {
  server: 'i2i server: gives frames to workers and publishes the pictures',
  worker: 'i2i worker on graphics card %i',
  display: 'i2i display: the result on the screen',
}

function documentation({ program }: Place): string {
  return `file:${encodeURI(join(program, 'docs', 'services.md'))}`.replaceAll('%', '%%')
}

/** There is always a next start, however often it has failed. */
const FOR_EVER = { StartLimitIntervalSec: 0 } as const

function ordering({ role, user }: UnitOptions): UnitSection {
  if (role === 'display') {
    const session = 'graphical-session.target'
    // outside of a session there is no screen: it is not even tried there
    return { ConditionUser: user, Requisite: session, PartOf: session, After: session, ...FOR_EVER }
  }
  // loads the driver's module where there is one, and is content where there is none
  const driver = 'modprobe@nvidia_uvm.service'
  // not after the server: a worker looks for it until it is there, and loads its model meanwhile
  const before = role === 'worker' ? [driver, 'nvidia-persistenced.service'] : []
  const wanted = role === 'worker' ? ['network-online.target', driver] : ['network-online.target']
  return { Wants: wanted.join(' '), After: ['network-online.target', ...before].join(' '), ...FOR_EVER }
}

function command({ role, place, flags, machine, isOneOfSeveral }: UnitOptions): UnitSection {
  const named = isOneOfSeveral && !flags.some((flag) => /^--worker[-_]id\b/i.test(flag)) ? ['--worker-id=%H-gpu%i'] : []
  const words = [place.node, join(place.program, 'bin', 'i2i.mjs'), role, ...flags].map(unitWord)
  const modprobe = role === 'worker' && machine.hasNvidiaModprobe
  return {
    WorkingDirectory: unitPath(place.folder),
    // as root, because it makes the devices of the driver, which nothing else does on a machine without a screen
    ExecStartPre: modprobe ? '-+/usr/bin/nvidia-modprobe -c %i -u' : undefined,
    ExecStart: [...words, ...(role === 'worker' ? named : [])].join(' '),
  }
}

/** A worker sees its card only, in the order of nvidia-smi, unless its options name one. */
function cardOf(flags: readonly string[]): string[] | undefined {
  if (flags.some((flag) => /^--device\b/i.test(flag))) return undefined
  return ['CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=%i']
}

function ownAndHardened({ role, user, place, machine, flags, writable }: UnitOptions): UnitSection {
  const isDedicated = user === SERVICE_USER
  const groups = ['video', 'render'].filter((group) => machine.groups.includes(group))
  const isInHome = [place.folder, place.program, place.node].some((path) => /^\/(home|root)\//.test(path))
  const own = isDedicated ? [] : [unitPath(place.folder)]
  const card = role === 'worker' ? (cardOf(flags) ?? []) : []
  return {
    User: user,
    Environment: [
      `NODE_COMPILE_CACHE=%C/i2i-${role}`,
      ...card,
      ...(role === 'server' && isDedicated ? stateVariables() : []),
    ],
    ...hardening({ isInHome, writable: [...own, ...writable.map(unitPath)], groups }),
  }
}

/** The program's folder belongs to somebody else: what a server writes goes where the service may write. Flags outrank these. */
function stateVariables(): string[] {
  return ['I2I_CUES=%S/i2i-server/cues.yaml', 'I2I_RECORDINGS=%S/i2i-server/recordings'].concat(
    'I2I_SAFETY_AUDIT=%S/i2i-server/safety-audit.jsonl',
  )
}
