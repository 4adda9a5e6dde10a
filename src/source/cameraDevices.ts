import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { type FfmpegWordsOptions, ffmpegWords } from './cameraWords.ts'

export type Camera = {
  /** The number that `--camera` takes; on Linux that of `/dev/videoN`. */
  readonly index: number
  readonly name: string
  /** What ffmpeg opens. */
  readonly device: string
}

/** ffmpeg is asked on macOS and Windows only. */
export type CameraListing = FfmpegWordsOptions & {
  readonly platform?: NodeJS.Platform
  /** Where Linux tells its video devices. */
  readonly sysfs?: string
}

/** The cameras of this machine. */
export async function listCameras(options: CameraListing = {}): Promise<Camera[]> {
  const { platform = process.platform, sysfs = '/sys/class/video4linux' } = options
  if (platform === 'darwin') return camerasOfAvfoundation(await devicesSaidBy(options, 'avfoundation', ''))
  if (platform === 'win32') return camerasOfDshow(await devicesSaidBy(options, 'dshow', 'dummy'))
  return camerasOfLinux(sysfs)
}

/**
 * The camera with this number, this path, or this in its name.
 * @throws OperatorError CAMERA_NOT_FOUND, which lists what there is
 */
export function chooseCamera(cameras: readonly Camera[], wanted: string): Camera {
  const found = findCamera(cameras, wanted)
  if (found) return found
  const listed = cameras.map(({ index, name }) => `${index} (${name})`).join(', ')
  throw new OperatorError(
    'CAMERA_NOT_FOUND',
    `There is no camera ${wanted}. ${listed ? `There is: ${listed}.` : 'No camera is connected.'}`,
    listed
      ? 'Choose one by its number or name: --camera 0. npx i2i cameras tells more.'
      : 'Connect a camera, or run with --mode video.',
  )
}

/** The same, or undefined if there is none. */
export function findCamera(cameras: readonly Camera[], wanted: string): Camera | undefined {
  const word = wanted.trim().toLowerCase()
  return (
    cameras.find((camera) => String(camera.index) === word || camera.device.toLowerCase() === word) ??
    cameras.find((camera) => camera.name.toLowerCase() === word) ??
    cameras.find((camera) => word !== '' && camera.name.toLowerCase().includes(word))
  )
}

/** Reads ffmpeg's listing of avfoundation devices; those after the audio headline are microphones. */
export function camerasOfAvfoundation(listing: string): Camera[] {
  const [video = ''] = listing.split(/audio devices/i)
  return [...video.matchAll(/\] \[(\d+)\] (.+)/g)].map(([, index, name]) => ({
    index: Number(index),
    name: name.trim(),
    device: index,
  }))
}

/** Reads ffmpeg's listing of DirectShow devices, in the form of ffmpeg 5 and of older ones. */
export function camerasOfDshow(listing: string): Camera[] {
  const [video = ''] = listing.split(/DirectShow audio devices/i)
  return [...video.matchAll(/\] +"([^"]+)"(?: \((video|audio|none)[^)]*\))?/g)]
    .filter(([line, , kind]) => kind !== 'audio' && !line.includes('@device'))
    .map(([, name], index) => ({ index, name, device: `video=${name}` }))
}

async function camerasOfLinux(sysfs: string): Promise<Camera[]> {
  const nodes = await readdir(sysfs).catch(() => [])
  const numbers = nodes.flatMap((node) => /^video(\d+)$/.exec(node)?.[1] ?? []).map(Number)
  const cameras = await Promise.all(numbers.sort((a, b) => a - b).map((number) => linuxCamera(sysfs, number)))
  return cameras.filter((camera) => camera !== undefined)
}

async function linuxCamera(sysfs: string, number: number): Promise<Camera | undefined> {
  const read = (file: string) => readFile(join(sysfs, `video${number}`, file), 'utf8').catch(() => '')
  // a camera has further nodes for what is no picture (metadata); the first of its nodes is the picture
  if (Number(await read('index')) > 0) return undefined
  // a name comes out of the plug, and is shown on terminals
  const name = (await read('name')).replace(/\p{Cc}+/gu, ' ').trim()
  return { index: number, name: name || `video${number}`, device: `/dev/video${number}` }
}

function devicesSaidBy(options: CameraListing, format: string, input: string): Promise<string> {
  return ffmpegWords(['-f', format, '-list_devices', 'true', '-i', input], options)
}
