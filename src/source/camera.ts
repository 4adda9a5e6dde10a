import { existsSync, realpathSync } from 'node:fs'
import { reasonOf } from '#errors/operatorError.ts'
import type { Capture, Size } from '#frame/capture.ts'
import { type Camera, type CameraListing, chooseCamera, findCamera, listCameras } from './cameraDevices.ts'
import { type FfmpegLiveOptions, openFfmpegLive } from './ffmpegLive.ts'
import { Refusals } from './refusals.ts'
import { type Live, reopening } from './reopening.ts'
import type { Source, SourceOptions } from './source.ts'
import { MJPEG } from './video.ts'

export type CameraOptions = SourceOptions &
  CameraListing & {
    /** Number, part of the name, or path. */
    readonly camera: string
    /** Size that is asked of the camera; it may deliver another. */
    readonly size: Size
    readonly fps?: number
  }

/** copy: the camera's own JPEGs, untouched. encode: ffmpeg makes JPEGs of what the camera delivers. */
export type CameraFormat = 'copy' | 'encode'

/**
 * A camera through ffmpeg. Its own JPEGs are passed on untouched where it has any. One that is unplugged is opened
 * again when it is back.
 * @throws OperatorError FFMPEG_MISSING, CAMERA_NOT_FOUND
 */
export async function openCamera(options: CameraOptions): Promise<Source> {
  const { camera, log, platform = process.platform } = options
  const name = `camera ${camera}`
  const refusals = new Refusals(options)
  let format: CameraFormat = platform === 'darwin' ? 'encode' : 'copy'
  let count = 0

  const encodeFromNowOn = (reason: string) => {
    log.info(`${name} does not deliver JPEGs (${reason}); ffmpeg encodes its pictures.`)
    format = 'encode'
  }
  const open = async (signal: AbortSignal): Promise<Live> => {
    const device = await deviceOf(options)
    const opening = { ...options, signal, name, refusals, nextIndex: () => count++ }
    const args = (format: CameraFormat) => cameraArguments({ ...options, platform, device, format })
    if (format === 'encode') return openFfmpegLive({ ...opening, args: args('encode') })
    return copyElseEncode({ ...opening, args: args('copy') }, args('encode'), encodeFromNowOn)
  }
  return reopening({ ...options, name, open, firstMs: 5000 })
}

export type CameraArguments = {
  readonly platform: NodeJS.Platform
  readonly device: string
  readonly size: Size
  readonly fps?: number
  readonly format: CameraFormat
}

/** How ffmpeg is told to open a camera on each system. */
export function cameraArguments({ platform, device, size, fps = 30, format }: CameraArguments): string[] {
  const asked = ['-framerate', String(fps), '-video_size', `${size.widthPx}x${size.heightPx}`]
  const output = format === 'copy' ? ['-c:v', 'copy', '-flush_packets', '1', '-f', 'mjpeg', 'pipe:1'] : MJPEG
  if (platform === 'darwin') return ['-f', 'avfoundation', ...asked, '-i', `${device}:none`, ...output]
  if (platform === 'win32') {
    const codec = format === 'copy' ? ['-vcodec', 'mjpeg'] : []
    return ['-f', 'dshow', '-rtbufsize', '64M', ...codec, ...asked, '-i', device, ...output]
  }
  const codec = format === 'copy' ? ['-input_format', 'mjpeg'] : []
  return ['-f', 'v4l2', ...codec, ...asked, '-i', device, ...output]
}

/** Whether two names are for one device. A camera that is not there is not the same as any. */
export async function isSameCamera(a: string, b: string, listing: CameraListing = {}): Promise<boolean> {
  const cameras = await listCameras(listing)
  const [one, other] = [a, b].map((name) => deviceAmong(cameras, name))
  return one !== undefined && one === other
}

function deviceAmong(cameras: readonly Camera[], name: string): string | undefined {
  if (isPath(name)) return realpathSync(name)
  return findCamera(cameras, name)?.device
}

async function deviceOf({ camera, ...listing }: CameraOptions): Promise<string> {
  // /dev/v4l/by-id/… stays the same when cameras are plugged in another order
  if (isPath(camera)) return camera
  return chooseCamera(await listCameras(listing), camera).device
}

function isPath(camera: string): boolean {
  return camera.startsWith('/') && existsSync(camera)
}

// a camera that is away, busy or forbidden says nothing about its formats
const SAYS_NOTHING_OF_FORMATS = /no such|busy|denied|permitted|could not find|i\/o error|ended by/i

/** Copies the camera's JPEGs; if it turns out to have none, goes on with another ffmpeg that encodes. */
async function copyElseEncode(
  copying: FfmpegLiveOptions,
  encodeArgs: readonly string[],
  onEncode: (reason: string) => void,
): Promise<Live> {
  const open = new AsyncDisposableStack()
  const copy = open.use(await openFfmpegLive(copying))
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Capture, void, undefined> {
      let hasDelivered = false
      try {
        for await (const capture of copy) {
          hasDelivered = true
          yield capture
        }
        return
      } catch (error) {
        if (hasDelivered || SAYS_NOTHING_OF_FORMATS.test(reasonOf(error))) throw error
        onEncode(reasonOf(error))
      }
      yield* open.use(await openFfmpegLive({ ...copying, args: encodeArgs }))
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
