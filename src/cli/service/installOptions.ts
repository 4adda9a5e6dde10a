import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine, Place } from '#cluster/service/machine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { normaliseArguments } from '../arguments.ts'
import type { Command } from '../command.ts'
import { readGiven } from '../given.ts'

const PROGRAM = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

/** Where this program is, and the Node that runs it: the one among its packages, which no upgrade of the system takes away. */
export function thisPlace(folder: string): Place {
  const packaged = join(PROGRAM, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  return { program: PROGRAM, folder, node: existsSync(packaged) ? packaged : process.execPath }
}

/** The numbers in `--gpu`. @throws OperatorError */
export function readGpus(text: string, { gpus }: Pick<Machine, 'gpus'>): readonly number[] {
  if (text.trim().toLowerCase() === 'all') {
    if (gpus.length > 0) return gpus
    const remedy = 'Install the driver (npx i2i doctor tells how), or name the cards: --gpu 0,1'
    throw new OperatorError('BAD_OPTION', 'No NVIDIA graphics card can be seen on this machine.', remedy)
  }
  const numbers = text.split(',').map((word) => (/^\s*\d{1,2}\s*$/.test(word) ? Number(word) : Number.NaN))
  if (numbers.every((number) => number < 64)) return [...new Set(numbers)]
  throw new OperatorError('BAD_OPTION', `--gpu cannot be ${JSON.stringify(text)}.`, 'Give 0, or 0,1, or all.')
}

/** Names as systemd takes them in a unit. @throws OperatorError */
export function readUser(name: string): string {
  if (/^[a-z_][a-z0-9_-]{0,31}$/i.test(name)) return name
  throw new OperatorError(
    'BAD_OPTION',
    `${JSON.stringify(name)} is no name of a user.`,
    'Give a name as in: --user artist',
  )
}

/** Options of the service itself, checked as they would be at its start. */
export type ServiceFlags = {
  readonly flags: readonly string[]
  /** Folders that they name to write to. */
  readonly writable: readonly string[]
}

/**
 * Reads the words after `--`.
 * @param command what the service runs
 * @throws OperatorError for an option that the command does not take, or a value out of range
 */
export function readFlags(command: Command, words: readonly string[]): ServiceFlags {
  const flags = normaliseArguments(words, { command: command.name, fields: command.fields, others: {} })
  const given = readGiven(command.fields, { flags: valuesOf(flags, command), env: {}, dotEnv: {} })
  const folders = ['recordings'].map((name) => given[name])
  const files = ['cues', 'safetyAudit', 'trace'].map((name) => given[name])
  const isOutside = (path: unknown): path is string => typeof path === 'string' && isAbsolute(path)
  return { flags, writable: [...folders.filter(isOutside), ...files.filter(isOutside).map((path) => dirname(path))] }
}

/** `--job-port=1` → jobPort: '1'; `--no-mirror` → mirror: false. */
function valuesOf(flags: readonly string[], { fields }: Command): Record<string, unknown> {
  return Object.fromEntries(
    flags.map((flag) => {
      const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(flag) ?? []
      const camel = camelOf(name)
      const isDenied = fields[camel] === undefined && name.startsWith('no-')
      return isDenied ? [camelOf(name.slice(3)), false] : [camel, value ?? true]
    }),
  )
}

function camelOf(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
