import { execFile } from 'node:child_process'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** How a program of the system has ended. */
export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs a program of the system to its end. @throws OperatorError SERVICE_FAILED when there is no such program */
export type RunSystem = (words: readonly string[]) => Promise<Ran>

/** systemd itself waits this long for a service to start. */
const LIMIT_MS = 120_000
const MAX_BYTES = 4 * 2 ** 20

/** Runs it on this machine, without a shell. */
export const runSystem: RunSystem = ([program = '', ...args]) =>
  new Promise((resolve, reject) => {
    const options = { timeout: LIMIT_MS, maxBuffer: MAX_BYTES, env: { ...process.env, LC_ALL: 'C' } }
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(cannotRun(program, error))
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })

function cannotRun(program: string, error: Error & { killed?: boolean; code?: unknown }): OperatorError {
  if (error.killed) {
    const remedy = 'Look what holds it up: journalctl -xe'
    return new OperatorError('SERVICE_FAILED', `${program} has not ended within ${LIMIT_MS / 1000} s.`, remedy)
  }
  const why = error.code === 'ENOENT' ? 'it is not on this machine' : reasonOf(error)
  return new OperatorError('SERVICE_FAILED', `${program} cannot be run: ${why}.`, REMEDY)
}

const REMEDY = 'Services need systemd (Ubuntu and Debian have it). Containers are described in docs/install.md.'
