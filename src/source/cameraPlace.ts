import { existsSync } from 'node:fs'
import type { Log } from '#telemetry/log.ts'
import { type Camera, type CameraListing, chooseCamera, findCamera, listCameras } from './cameraDevices.ts'

export type CameraPlaceOptions = CameraListing & {
  /** Number, part of the name, or path. */
  readonly camera: string
  readonly log: Log
}

/** Where a camera is to be found, which may be elsewhere each time it is plugged in. */
export class CameraPlace {
  readonly #options: CameraPlaceOptions
  /** The camera as it was found last; undefined before that, and for a path. */
  #last: Camera | undefined

  constructor(options: CameraPlaceOptions) {
    this.#options = options
  }

  /** What ffmpeg opens now. @throws OperatorError CAMERA_NOT_FOUND */
  async device(): Promise<string> {
    const { camera: wanted } = this.#options
    // /dev/v4l/by-id/… stays the same when cameras are plugged in another order
    if (isDevicePath(wanted)) return wanted
    const cameras = await listCameras(this.#options)
    const found = findCamera(cameras, wanted) ?? this.#moved(cameras) ?? chooseCamera(cameras, wanted)
    this.#compare(found)
    this.#last = found
    return found.device
  }

  /** A camera that was given by number and has come back under another: the only one of its name. */
  #moved(cameras: readonly Camera[]): Camera | undefined {
    const namesakes = cameras.filter(({ name }) => name === this.#last?.name)
    return namesakes.length === 1 ? namesakes[0] : undefined
  }

  #compare({ index, name }: Camera): void {
    const { camera: wanted, log } = this.#options
    const last = this.#last
    if (!last || (last.index === index && last.name === name)) return
    const advice = `With --camera ${JSON.stringify(name)} or a path of /dev/v4l/by-id it is found whatever its number.`
    if (last.name !== name) log.warn(`Camera ${wanted} is another one now: ${name} instead of ${last.name}. ${advice}`)
    else if (/^\d+$/.test(wanted.trim())) log.warn(`Camera ${wanted} (${name}) has become camera ${index}. ${advice}`)
    else log.info(`${name} is camera ${index} now; it was ${last.index}.`)
  }
}

/** Whether a camera is meant by the path of something that is there. */
export function isDevicePath(camera: string): boolean {
  return camera.startsWith('/') && existsSync(camera)
}
