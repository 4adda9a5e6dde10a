import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** A program that takes longer is killed, in ms. */
const LIMIT_MS = 30_000

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs a program to its end. @param input what it reads from standard input */
export async function runProgram(program: string, args: readonly string[], { input = '' } = {}): Promise<Ran> {
  const child = spawn(program, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL' })
  const ended = once(child, 'exit')
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, stdout, stderr }
}
