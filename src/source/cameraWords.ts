import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { missing } from '#video/missing.ts'

export type FfmpegWordsOptions = {
  /** Another program in ffmpeg's place. */
  readonly command?: string | undefined
  /** Longest time that it may take. */
  readonly withinMs?: number
  /** Ends it at once. */
  readonly signal?: AbortSignal
}

/**
 * What ffmpeg says when it is asked for a list. It lists on stderr and then fails, since there is nothing to do.
 * @returns '' if it does not answer in time
 * @throws OperatorError FFMPEG_MISSING
 */
export async function ffmpegWords(args: readonly string[], options: FfmpegWordsOptions): Promise<string> {
  const { command = 'ffmpeg', withinMs = 10_000, signal } = options
  const limits = { timeout: withinMs, killSignal: 'SIGKILL', ...(signal ? { signal } : {}) } as const
  const said = await promisify(execFile)(command, ['-hide_banner', ...args], limits).catch((error) => error)
  if (said.code === 'ENOENT') missing(command, said)
  return said.killed ? '' : String(said.stderr ?? '')
}
