import { access, constants } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { redactor } from '#telemetry/redact.ts'
import { isScreen, screenArguments } from './cameraScreen.ts'
import { openFfmpegLive } from './ffmpegLive.ts'
import { Refusals } from './refusals.ts'
import { reopening } from './reopening.ts'
import type { Source, SourceOptions } from './source.ts'

export type VideoOptions = SourceOptions & {
  /** A file, an address, `x11grab:DISPLAY[+X,Y,WIDTHxHEIGHT]` or `lavfi:GRAPH`. */
  readonly input: string
  /** Pictures a second that are taken of an X screen. */
  readonly fps?: number
  /** Another program in ffmpeg's place. */
  readonly command?: string
}

/**
 * Anything that ffmpeg opens, at the speed of real time. Files loop; `index` counts on all the same, since ffmpeg does
 * not say where a loop begins. A stream that is not there yet is waited for.
 * @throws OperatorError FFMPEG_MISSING, INPUT_UNREADABLE for a file that may not be read, BAD_OPTION for a screen that is none
 */
export async function openVideo(options: VideoOptions): Promise<Source> {
  const { input, fps } = options
  const path = filePath(input)
  if (path !== undefined) await checkReadable(path)
  const name = `video ${withoutPasswords(input)}`
  const refusals = new Refusals(options)
  let count = 0
  const nextIndex = () => count++
  const args = [...inputArguments(input, fps), ...MJPEG]
  return reopening({
    ...options,
    name,
    // some films show one picture for many seconds
    ...(path === undefined ? {} : { stallMs: FILE_STALL_MS }),
    shown: withoutPasswords,
    open: (signal) => openFfmpegLive({ ...options, signal, args, name, refusals, nextIndex }),
  })
}

/** Addresses of cameras carry passwords, and ffmpeg repeats them. */
const withoutPasswords = redactor([])
/** A file that ffmpeg has opened seldom hangs. */
const FILE_STALL_MS = 30_000

/** How ffmpeg is told to open an input, and how fast to read it. @throws OperatorError BAD_OPTION */
export function inputArguments(input: string, fps = 30): string[] {
  if (isScreen(input)) return screenArguments(input, fps)
  if (input.startsWith('lavfi:')) return ['-re', '-f', 'lavfi', '-i', input.slice('lavfi:'.length)]
  const path = filePath(input)
  if (path !== undefined) return ['-re', '-stream_loop', '-1', '-i', `file:${path}`]
  if (/^rtsps?:/i.test(input)) return ['-rtsp_transport', 'tcp', ...LOW_LATENCY, '-i', input]
  // an address of a file comes as fast as the network can; one that is live comes when it comes
  if (/\.(mp4|m4v|mov|mkv|webm)([?#]|$)/i.test(input)) return ['-re', '-stream_loop', '-1', '-i', input]
  if (/\.m3u8([?#]|$)/i.test(input)) return ['-re', '-i', input]
  return [...LOW_LATENCY, '-i', input]
}

const LOW_LATENCY = ['-fflags', 'nobuffer', '-flags', 'low_delay']

/**
 * How ffmpeg is told to write its pictures: near-lossless MJPEG, each one at once. One thread: with more, the encoder works
 * on as many pictures at a time and each comes later by as many frames less one.
 */
export const MJPEG: readonly string[] = [
  ...['-map', '0:v:0', '-c:v', 'mjpeg', '-threads', '1', '-q:v', '3', '-pix_fmt', 'yuvj420p', '-strict', 'unofficial'],
  ...['-flush_packets', '1', '-f', 'mjpeg', 'pipe:1'],
]

/** The absolute path, if the input is a file; `C:\\clip.mp4` is one, `rtsp://…` is not. */
function filePath(input: string): string | undefined {
  if (input.startsWith('file:')) return resolve(input.slice('file:'.length))
  return /^[a-z][a-z0-9+.-]+:/i.test(input) ? undefined : resolve(input)
}

async function checkReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause) => {
    const reason = cause.code === 'ENOENT' ? 'does not exist' : 'may not be read by this user'
    throw new OperatorError('INPUT_UNREADABLE', `The video ${path} ${reason}.`, 'Check --input.', { cause })
  })
}
