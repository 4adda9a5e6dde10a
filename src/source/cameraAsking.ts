import type { Clock } from '#flow/clock.ts'
import type { CameraListing } from './cameraDevices.ts'
import type { CameraDetails } from './cameraFormat.ts'
import { type AskKernelOptions, askKernel } from './cameraKernel.ts'
import { formatsOfAvfoundation, formatsOfDshow } from './cameraListings.ts'
import { ffmpegWords } from './cameraWords.ts'

/** Asks a device, by what ffmpeg opens, what it is and what it delivers. Never takes longer than a limit, never throws. */
export type AskCamera = (device: string) => Promise<CameraDetails>

export type AskingOptions = CameraListing & AskKernelOptions & { readonly clock: Clock }

/** The way to ask cameras on this system. */
export function cameraAsking(options: AskingOptions): AskCamera {
  const { platform = process.platform } = options
  if (platform === 'darwin')
    return async (device) => known(formatsOfAvfoundation(await modesSaidOnMac(device, options)))
  if (platform === 'win32') return async (device) => known(formatsOfDshow(await modesSaidOnWindows(device, options)))
  return askingOnce((device) => askKernel(device, options), options)
}

/**
 * Asks no device again before it has answered: each question to one that hangs costs a thread until it does.
 * @param ask must not throw
 */
export function askingOnce(ask: AskCamera, { clock, withinMs = 3000 }: AskingOptions): AskCamera {
  const underWay = new Map<string, Promise<CameraDetails>>()
  return async (device) => {
    const asked = underWay.get(device) ?? ask(device).finally(() => underWay.delete(device))
    underWay.set(device, asked)
    const answered = new AbortController()
    const late = clock.until(clock.now() + withinMs, answered.signal).then(() => silent(withinMs))
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
async function modesSaidOnMac(device: string, options: CameraListing): Promise<string> {
  const asked = ['-video_size 1x1', '-pixel_format yuv410p']
  const said: string[] = []
  // one after the other: a camera is had by one at a time
  for (const words of asked) {
    const args = ['-f', 'avfoundation', '-framerate', '30', ...words.split(' '), '-i', `${device}:none`]
    said.push(await ffmpegWords(args, options))
  }
  return said.join('\n')
}

function modesSaidOnWindows(device: string, options: CameraListing): Promise<string> {
  return ffmpegWords(['-f', 'dshow', '-list_options', 'true', '-i', device], options)
}
