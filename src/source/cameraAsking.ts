import type { Clock } from '#flow/clock.ts'
import type { CameraListing } from './cameraDevices.ts'
import type { CameraDetails } from './cameraFormat.ts'
import { type AskKernelOptions, askKernel } from './cameraKernel.ts'
import { formatsOfAvfoundation, formatsOfDshow } from './cameraListings.ts'
import { type FfmpegWordsOptions, ffmpegWords } from './cameraWords.ts'

/**
 * Asks a device, by what ffmpeg opens, what it is and what it delivers. Takes no longer than a limit, and ends when the signal
 * aborts.
 */
export type AskCamera = (device: string, signal?: AbortSignal) => Promise<CameraDetails>

export type AskingOptions = CameraListing & AskKernelOptions & { readonly clock: Clock }

/** A driver or a program that takes longer hangs. */
const WITHIN_MS = 3000

/** The way to ask cameras on this system. It throws FFMPEG_MISSING where it is ffmpeg that asks. */
export function cameraAsking(options: AskingOptions): AskCamera {
  const { platform = process.platform, withinMs = WITHIN_MS } = options
  const words = (signal?: AbortSignal) => ({ ...options, withinMs, ...(signal ? { signal } : {}) })
  if (platform === 'darwin')
    return async (device, signal) => known(formatsOfAvfoundation(await wordsOnMac(device, words(signal))))
  if (platform === 'win32')
    return async (device, signal) => known(formatsOfDshow(await wordsOnWindows(device, words(signal))))
  return askingOnce((device) => askKernel(device, options), options)
}

/**
 * Asks no device again before it has answered: each question to one that hangs costs a thread until it does.
 * @param ask must not throw
 */
export function askingOnce(ask: AskCamera, { clock, withinMs = WITHIN_MS }: AskingOptions): AskCamera {
  const hanging = new Set<string>()
  return async (device, signal) => {
    if (hanging.has(device)) return silent(withinMs)
    hanging.add(device)
    const answered = new AbortController()
    const limit = signal ? AbortSignal.any([signal, answered.signal]) : answered.signal
    const asked = ask(device).finally(() => hanging.delete(device))
    const late = clock.until(clock.now() + withinMs, limit).then(() => silent(withinMs))
    return Promise.race([asked, late]).finally(() => answered.abort())
  }
}

function silent(withinMs: number): CameraDetails {
  return { state: 'unknown', reason: `It does not answer within ${withinMs / 1000} s; unplug it.`, formats: [] }
}

function known(formats: CameraDetails['formats']): CameraDetails {
  if (formats.length > 0) return { state: 'ready', formats }
  return { state: 'unknown', reason: 'It does not tell its formats; another program may be using it.', formats }
}

/** avfoundation tells modes and layouts of pixels only when it is asked for one that does not exist. */
async function wordsOnMac(device: string, options: FfmpegWordsOptions): Promise<string> {
  const asked = ['-video_size 1x1', '-pixel_format yuv410p']
  const said: string[] = []
  // one after the other: a camera is had by one at a time
  for (const words of asked) {
    const args = ['-f', 'avfoundation', '-framerate', '30', ...words.split(' '), '-i', `${device}:none`]
    said.push(await ffmpegWords(args, options))
  }
  return said.join('\n')
}

function wordsOnWindows(device: string, options: FfmpegWordsOptions): Promise<string> {
  return ffmpegWords(['-f', 'dshow', '-list_options', 'true', '-i', device], options)
}
