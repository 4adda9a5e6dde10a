import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Environment, withoutSecrets } from '../withoutSecrets.ts'

const LIMIT_MS = 2000
const MAX_BYTES = 64 * 1024

const execute = promisify(execFile)

/**
 * Runs a small program of the desktop to its end.
 * @returns what it prints
 * @throws Error if it is missing, fails or takes too long
 */
export async function runTool([command = '', ...args]: readonly string[], environment: Environment): Promise<string> {
  const limits = { timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_BYTES, windowsHide: true } as const
  const { stdout } = await execute(command, args, { ...limits, env: withoutSecrets(environment) })
  return stdout
}
