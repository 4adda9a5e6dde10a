import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** Throws what to tell when a program did not start. @throws OperatorError FFMPEG_MISSING */
export function missing(command: string, cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ENOENT') throw new Error(`${command} does not start: ${reasonOf(cause)}`, { cause })
  throw new OperatorError(
    'FFMPEG_MISSING',
    `The program ${command} is not installed; cameras, videos, recordings and streams need it.`,
    'Run: sudo apt install ffmpeg (macOS: brew install ffmpeg; Windows: winget install ffmpeg)',
    { cause },
  )
}
