import { execFile } from 'node:child_process'

/** How a program has answered. */
export type Ran = {
  /** missing: there is no such program; late: it was killed after its time. */
  readonly end: 'done' | 'missing' | 'late'
  readonly code: number | null
  /** The signal that ended it by itself, like SIGSEGV. */
  readonly signal?: string
  readonly stdout: string
  readonly stderr: string
}

export type RunToolOptions = {
  readonly withinMs?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

const MAX_BYTES = 4 * 2 ** 20

/** Runs a program to its end, which comes soon; never throws. */
export function runTool(command: string, args: readonly string[] = [], options: RunToolOptions = {}): Promise<Ran> {
  const { withinMs = 4000, cwd, env } = options
  // words of other languages could not be read
  const environment = { ...process.env, ...env, LC_ALL: 'C.UTF-8' }
  const limits = { timeout: withinMs, killSignal: 'SIGKILL', maxBuffer: MAX_BYTES, env: environment } as const
  return new Promise((resolve) => {
    execFile(command, args, { ...limits, ...(cwd === undefined ? {} : { cwd }) }, (error, stdout, stderr) => {
      const failure = error as (NodeJS.ErrnoException & { killed?: boolean; signal?: string | null }) | null
      const isMissing = failure?.code === 'ENOENT' || failure?.code === 'EACCES'
      const end = isMissing ? 'missing' : failure?.killed ? 'late' : 'done'
      const code = failure === null ? 0 : typeof failure.code === 'number' ? failure.code : null
      const signal = failure?.signal && !failure.killed ? { signal: failure.signal } : {}
      resolve({ end, code, ...signal, stdout, stderr })
    })
  })
}

/** The first line that is not empty. */
export function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  )
}
