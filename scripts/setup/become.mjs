// @ts-check
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const KILL_AFTER_MS = 1900
const PARENT_CHECK_MS = 500

/**
 * Hands this process over to another program: takes its place where Node can do that, otherwise stays as its parent,
 * passes signals on and ends with its exit code.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, execve?: typeof process.execve | undefined }} [options]
 */
export function become(program, args, { env = process.env, execve = process.execve } = {}) {
  if (execve && process.platform !== 'win32') execve(program, [program, ...args], withoutGaps(env))
  standIn(program, args, env)
}

/**
 * The parent that waits. Signals are passed on as a message: Ctrl-C has already reached the program by itself, and a
 * second SIGINT would mean impatience. The program ends itself when this channel breaks.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function standIn(program, args, env) {
  const child = spawn(program, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...env, I2I_PARENT_IPC: '1' },
  })
  let isStopping = false
  const stop = () => {
    if (isStopping) return
    isStopping = true
    if (child.connected) child.send('stop', () => undefined)
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  stopWithParent(stop)
  child.on('error', (error) => {
    process.stderr.write(`${program} could not be started: ${error.message}\n`)
    process.exit(1)
  })
  // what we cut off ourselves was asked for; a program that ends by another signal says that it did not finish
  child.on('exit', (code, signal) =>
    process.exit(code ?? (isStopping && signal === 'SIGKILL' ? 0 : exitCodeOf(signal))),
  )
}

/**
 * npm that is killed or hung up says nothing to what it started.
 * @param {() => void} stop
 */
function stopWithParent(stop) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref()
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return signal ? 128 + constants.signals[signal] : 1
}

/** @param {NodeJS.ProcessEnv} env */
function withoutGaps(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
}
