import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { MAIN } from './running.ts'

/** A command that takes longer is killed, in ms. */
const LIMIT_MS = 60_000

/** Runs `i2i fleet` in a folder to its end. @returns its exit code and all that it has said */
export async function runFleet(
  args: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [MAIN, 'fleet', ...args], {
    ...{ cwd: folder, timeout: LIMIT_MS, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, ...environment },
  })
  const closed = once(child, 'close')
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code: code as number | null, said: out + err }
}
