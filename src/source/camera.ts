import { realpathSync } from 'node:fs'
import { reasonOf } from '#errors/operatorError.ts'
import type { Capture, Size } from '#frame/capture.ts'
import { type AskCamera, cameraAsking } from './cameraAsking.ts'
import { type Camera, type CameraListing, findCamera, listCameras } from './cameraDevices.ts'
import { USUAL_FPS } from './cameraMode.ts'
import { CameraPlace, isDevicePath } from './cameraPlace.ts'
import { CameraPlan } from './cameraPlan.ts'
import { isScreen, screenArguments } from './cameraScreen.ts'
import { type FfmpegLiveOptions, openFfmpegLive } from './ffmpegLive.ts'
import { Refusals } from './refusals.ts'
import { type Live, reopening } from './reopening.ts'
import type { Source, SourceOptions } from './source.ts'
import { MJPEG } from './video.ts'

export type CameraOptions = SourceOptions &
  CameraListing & {
    /** Number, part of the name, path, or an X screen: `x11grab::0.0`. */
    readonly camera: string
    /** Size that is asked of the camera; it may deliver another. */
    readonly size: Size
    readonly fps?: number
    /** `auto`, or the name of a format. */
    readonly format?: string
    /** Another way to learn what a device delivers. */
    readonly ask?: AskCamera
  }

/**
 * A camera through ffmpeg. Its own JPEGs are passed on untouched where it has any. One that is unplugged is opened
 * again when it is back.
 * @throws OperatorError FFMPEG_MISSING, CAMERA_NOT_FOUND, CAMERA_UNUSABLE, BAD_OPTION, SETTING_INVALID for a format or a
 *   rate that it lacks
 */
export async function openCamera(options: CameraOptions): Promise<Source> {
  const { camera } = options
  const name = `camera ${camera}`
  const refusals = new Refusals(options)
  let count = 0
  const live = { ...options, name, refusals, nextIndex: () => count++ }
  const open = isScreen(camera) ? openingScreen(live) : openingDevice(live)
  return reopening({ ...options, name, open, firstMs: FIRST_MS })
}

/** A camera may take this long for its first picture; one that takes longer hangs. */
const FIRST_MS = 5000

type Opening = (signal: AbortSignal) => Promise<Live>
type LiveOptions = CameraOptions & Omit<FfmpegLiveOptions, 'args'>

function openingScreen(live: LiveOptions): Opening {
  const args = [...screenArguments(live.camera, live.fps ?? USUAL_FPS), ...MJPEG]
  return (signal) => openFfmpegLive({ ...live, signal, args })
}

function openingDevice(live: LiveOptions): Opening {
  const { fps = USUAL_FPS, format = 'auto', platform = process.platform, ask = cameraAsking(live) } = live
  const place = new CameraPlace(live)
  const plan = new CameraPlan({ ...live, fps, format, platform })
  return async (signal) => {
    const device = await place.device()
    const { args, elseArgs } = plan.openingOf(device, await ask(device, signal))
    if (!elseArgs) return openFfmpegLive({ ...live, signal, args })
    return copyElseEncode({ ...live, signal, args }, elseArgs, (reason) => plan.encodeFromNowOn(reason))
  }
}

/** Whether two names are for one device. A camera that is not there is the same as no other. */
export async function isSameCamera(a: string, b: string, listing: CameraListing = {}): Promise<boolean> {
  const cameras = await listCameras(listing)
  const [one, other] = [a, b].map((name) => deviceAmong(cameras, name))
  return one !== undefined && one === other
}

function deviceAmong(cameras: readonly Camera[], name: string): string | undefined {
  if (isDevicePath(name)) return realpathSync(name)
  return findCamera(cameras, name)?.device
}

// a camera that is away, busy or forbidden says nothing about its formats
const SAYS_NOTHING_OF_FORMATS =
  /no such|busy|denied|permitted|could not find|(i\/o|input\/output|protocol) error|no space left|timed out|allocate|cannot be ended|ended by/i

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
      let reason: string | undefined
      try {
        for await (const capture of copy) {
          hasDelivered = true
          yield capture
        }
        return
      } catch (error) {
        if (hasDelivered || SAYS_NOTHING_OF_FORMATS.test(reasonOf(error))) throw error
        reason = reasonOf(error)
      }
      for await (const capture of open.use(await openFfmpegLive({ ...copying, args: encodeArgs }))) {
        // only a camera that delivers otherwise has shown that JPEGs were the trouble
        if (reason !== undefined) onEncode(reason)
        reason = undefined
        yield capture
      }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
