import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Machine } from './machine.ts'
import { ROLES, UNIT_FILES } from './role.ts'
import type { RunSystem } from './runSystem.ts'

/**
 * Looks at a machine.
 * @param root the folder that its files are below: `/`
 */
export async function readMachine(root: string, run: RunSystem): Promise<Machine> {
  return {
    systemd: majorOf(await answerOf(['systemctl', '--version'], run)),
    polkit: /version (\S+)/.exec(await answerOf(['pkaction', '--version'], run))?.[1],
    groups: groupsOf(join(root, 'etc/group')),
    gpus: cardsOf(join(root, 'proc/driver/nvidia/gpus')),
    hasNvidiaModprobe: existsSync(join(root, 'usr/bin/nvidia-modprobe')),
    workers: enabledWorkers(root),
    roles: ROLES.filter((role) => existsSync(join(root, UNIT_FILES[role]))),
  }
}

/** Empty when there is no such program. */
async function answerOf(words: readonly string[], run: RunSystem): Promise<string> {
  try {
    return (await run(words)).stdout
  } catch (error) {
    if (error instanceof OperatorError) return ''
    throw error
  }
}

function majorOf(text: string): number | undefined {
  const major = /^systemd (\d+)/.exec(text)?.[1]
  return major === undefined ? undefined : Number(major)
}

function groupsOf(path: string): string[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(':')[0] as string)
    .filter((name) => name !== '')
}

/** One folder for each card, in the order of their places on the bus, as nvidia-smi numbers them. */
function cardsOf(folder: string): number[] {
  return existsSync(folder) ? readdirSync(folder).map((_, number) => number) : []
}

function enabledWorkers(root: string): number[] {
  const folder = join(root, 'etc/systemd/system/multi-user.target.wants')
  if (!existsSync(folder)) return []
  const numbers = readdirSync(folder).map((name) => /^i2i-worker@(\d+)\.service$/.exec(name)?.[1])
  return numbers.flatMap((number) => (number === undefined ? [] : [Number(number)])).sort((a, b) => a - b)
}
