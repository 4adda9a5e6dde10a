import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { type FleetMachine, machineName } from './fleetMachine.ts'
import { type SshOptions, sshOptions } from './ssh.ts'

/** The command that makes a key without a passphrase: commands at night have nobody to type one. */
export function makeKeyWords(key: string): string[] {
  return ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'i2i fleet', '-f', key]
}

/** Makes the key if there is none. @returns whether it was made @throws OperatorError SERVICE_FAILED */
export async function ensureKey(key: string): Promise<boolean> {
  // ssh-copy-id puts its own files there
  mkdirSync(join(homedir(), '.ssh'), { recursive: true, mode: 0o700 })
  if (existsSync(key)) return false
  mkdirSync(dirname(key), { recursive: true, mode: 0o700 })
  const code = await onTerminal(makeKeyWords(key))
  if (code === 0) return true
  throw new OperatorError(
    'SERVICE_FAILED',
    `ssh-keygen cannot make ${key}: exit code ${code}.`,
    'Is its folder writable?',
  )
}

/** The command that takes the key to a machine, which asks for the password there. */
export function copyKeyWords(machine: FleetMachine, key: string, ssh: SshOptions): string[] {
  const options = sshOptions(machine, ssh, true)
  // ssh-copy-id takes no --; a host that begins with - was refused when it was read
  return ['ssh-copy-id', '-i', `${key}.pub`, ...options, machine.host ?? machineName(machine)]
}

/** Runs a command on this process's own terminal. @returns its exit code; 127 if there is no such program */
export async function onTerminal([program = '', ...args]: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' })
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    return code ?? 1
  } catch (error) {
    process.stderr.write(`${program} cannot be run: ${String(error)}\n`)
    return 127
  }
}
