import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Clock } from '#flow/clock.ts'
import { Ending } from './ending.ts'
import { LastLines } from './lastLines.ts'
import { missing } from './missing.ts'

export type OutputOptions = {
  readonly clock: Clock
  /** Ends the program at once; `outputOf` rejects then. */
  readonly signal: AbortSignal
  /** A program that takes longer is ended, in ms; undefined for one that may take as long as it needs. */
  readonly limitMs?: number | undefined
}

/** More than any answer that is asked for. */
const MAX_CHARACTERS = 2 ** 20

/**
 * Runs a program to its end, without input.
 * @returns what it wrote to standard output
 * @throws OperatorError FFMPEG_MISSING, AbortError, or Error with the program's last words
 */
export async function outputOf(program: string, args: readonly string[], options: OutputOptions): Promise<string> {
  const { clock, signal, limitMs } = options
  signal.throwIfAborted()
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  await once(child, 'spawn').catch((cause) => missing(program, cause))
  const lastWords = new LastLines(child.stderr)
  const end = new Ending(child, clock)
  const stop = () => void end.now()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const settled = new AbortController()
  if (limitMs !== undefined)
    void clock.until(clock.now() + limitMs, settled.signal).then(() => settled.signal.aborted || stop())
  try {
    const [text] = await Promise.all([contentOf(child.stdout), end.exited])
    signal.throwIfAborted()
    if (end.isWanted) throw new Error(`${program} has not ended within ${(limitMs ?? 0) / 1000} s`)
    if (end.failure) throw new Error(lastWords.text || end.failure)
    return text
  } finally {
    settled.abort()
    signal.removeEventListener('abort', stop)
    await end.now()
  }
}

async function contentOf(stream: Readable): Promise<string> {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (more: string) => {
    text = (text + more).slice(0, MAX_CHARACTERS)
  })
  // a program that was ended closes it without an end
  await new Promise<void>((resolve) => stream.once('close', resolve))
  return text
}
