import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export type Environment = Readonly<Record<string, string | undefined>>

const LIMIT_MS = 2000
const MAX_BYTES = 64 * 1024
const SECRET = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS/i

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

/** The environment as programs of others see it: the keys of our services are none of their business. */
export function withoutSecrets(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET.test(name)))
}
