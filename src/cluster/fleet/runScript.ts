import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FleetMachine } from './fleetMachine.ts'
import { type SshOptions, sshWords, wholeScript } from './ssh.ts'

/** How a script has ended. */
export type ScriptRan = {
  /** null: it was ended by the time limit or by the operator. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Characters of output that were too many to be kept. */
  readonly lost: number
}

export type RunScriptOptions = {
  readonly ssh: SshOptions
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Told every line as it comes. */
  readonly onLine?: (line: string) => void
}

/** Of what one machine says this much is kept, in characters. */
const KEPT = 256 * 1024
/** Between the request to end and the kill, in ms. */
const END_WITHIN_MS = 500

/** Has a machine run a script, within a time limit. Never rejects for what the machine does. */
export async function runScript(machine: FleetMachine, script: string, options: RunScriptOptions): Promise<ScriptRan> {
  const [program = '', ...args] = sshWords(machine, options.ssh)
  const child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, LC_ALL: 'C' } })
  const ending = AbortSignal.any([options.signal, AbortSignal.timeout(options.limitMs)])
  const stop = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS).unref()
    // a grandchild may hold them open
    child.stdout.destroy()
    child.stderr.destroy()
  }
  ending.addEventListener('abort', stop, { once: true })
  const out = kept(child.stdout, options.onLine)
  const err = kept(child.stderr, options.onLine)
  child.stdin.on('error', () => undefined) // it has ended before it has read all; its exit code says why
  child.stdin.end(wholeScript(script))
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    return { code: ending.aborted ? null : code, stdout: out.text(), stderr: err.text(), lost: out.lost() + err.lost() }
  } catch (error) {
    return { code: 127, stdout: '', stderr: `${program} cannot be run: ${String(error)}`, lost: 0 }
  } finally {
    ending.removeEventListener('abort', stop)
  }
}

function kept(stream: NodeJS.ReadableStream, onLine: ((line: string) => void) | undefined) {
  let text = ''
  let lost = 0
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (more: string) => {
    const room = KEPT - text.length
    text += more.slice(0, room)
    lost += Math.max(0, more.length - room)
    if (!onLine) return
    const lines = (rest + more).split('\n')
    rest = (lines.pop() ?? '').slice(-KEPT)
    for (const line of lines) onLine(line)
  })
  stream.on('close', () => rest !== '' && onLine?.(rest))
  return { text: () => text, lost: () => lost }
}
