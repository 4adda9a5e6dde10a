import { fileURLToPath } from 'node:url'
import type { Machine, Place } from '#cluster/service/machine.ts'
import type { InstallOptions } from '#cluster/service/planInstall.ts'
import type { Ran, RunSystem } from '#cluster/service/runSystem.ts'

const PROGRAM = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

/** The program as it is here, in the folder that the tests run in. */
export const aPlace: Place = { program: PROGRAM, folder: PROGRAM, node: process.execPath }

/** A machine like Ubuntu 24.04 with one graphics card, on which nothing is installed. */
export function aMachine(changes: Partial<Machine> = {}): Machine {
  const groups = ['root', 'video', 'render']
  const ubuntu = { systemd: 255, polkit: '124', groups, gpus: [0], hasNvidiaModprobe: false, workers: [], roles: [] }
  return { ...ubuntu, ...changes }
}

/** What is installed where, as the command line would say it. */
export function anInstallation(changes: Partial<InstallOptions> & Pick<InstallOptions, 'role'>): InstallOptions {
  return {
    ...{ machine: aMachine(), place: aPlace, root: '/nowhere', user: 'i2i-service', gpus: [0], flags: [] },
    ...{ writable: [], operator: '', isReplacing: false },
    ...changes,
  }
}

/** Stands for the programs of a machine: keeps what was run, and answers that it went well. */
export function aRunner(answer: Partial<Ran> = {}): { readonly run: RunSystem; readonly lines: string[] } {
  const lines: string[] = []
  const run: RunSystem = async (words) => {
    lines.push(words.join(' '))
    return { code: 0, stdout: '', stderr: '', ...answer }
  }
  return { run, lines }
}
