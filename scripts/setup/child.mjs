// @ts-check
import { spawn } from 'node:child_process'

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const KILL_AFTER_MS = 1500
const KEPT_CHARACTERS = 100_000

/**
 * Runs a program to its end. A signal to this process ends the program too.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, shell?: boolean, as?: import('./owner.mjs').Person | undefined }} [options]
 *   quiet: keep the output instead of showing it; as: who runs it, if it is not this process's user
 * @returns {Promise<{ code: number, output: string, stoppedBy: string | undefined }>}
 *   output: the last of stdout and stderr together when quiet; stoppedBy: the signal that this process got meanwhile
 */
export async function runChild(program, args, { cwd, env = process.env, quiet = false, shell = false, as } = {}) {
  const out = quiet ? 'pipe' : 'inherit'
  const user = as && { uid: as.uid, gid: as.gid, env: { ...env, HOME: as.home } }
  const child = spawn(program, args, { cwd, env, shell, stdio: [quiet ? 'ignore' : 'inherit', out, out], ...user })
  let output = ''
  const keep = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk).slice(-KEPT_CHARACTERS)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)

  /** @type {string | undefined} */
  let stoppedBy
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy = signal
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(127)
    })
    child.on('close', (/** @type {number | null} */ exitCode) => resolve(exitCode ?? 1))
  })
  for (const signal of SIGNALS) process.off(signal, stop)
  return { code, output, stoppedBy }
}
