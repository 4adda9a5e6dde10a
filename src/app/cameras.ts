import { readdir, readlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { reasonOf } from '#errors/operatorError.ts'
import type { ServerConfig } from '#settings/config.ts'
import { type AskCamera, cameraAsking } from '#source/cameraAsking.ts'
import { type Camera, type CameraListing, listCameras } from '#source/cameraDevices.ts'
import type { CameraDetails } from '#source/cameraFormat.ts'
import { type ChosenMode, chooseMode } from '#source/cameraMode.ts'
import { parseSize } from '#source/parseSize.ts'
import type { Surroundings } from './surroundings.ts'

export type CamerasOptions = Pick<ServerConfig, 'cameraSize' | 'cameraFps' | 'cameraFormat'> &
  CameraListing & {
    /** Folder of links to devices that are named after what is plugged in. */
    readonly byId?: string
    /** Another way to ask devices. */
    readonly ask?: AskCamera
  }

/** A camera of this machine, and what i2i would do with it. */
export type CameraReport = Camera &
  CameraDetails & {
    /** Path of the device that stays the same when cameras are plugged in another order. */
    readonly byId?: string
    /** What is taken with the options that were given, or why nothing is. */
    readonly taken?: {
      readonly format: string
      readonly size: string
      readonly fps: number
      readonly isCopied: boolean
    }
    readonly problem?: string
    /** What to write behind `--camera`. */
    readonly word: string
  }

/** All cameras of this machine, each asked what it delivers. @throws OperatorError FFMPEG_MISSING, BAD_OPTION */
export async function reportCameras(
  options: CamerasOptions,
  { clock }: Pick<Surroundings, 'clock'>,
): Promise<CameraReport[]> {
  const { byId = '/dev/v4l/by-id', ask = cameraAsking({ ...options, clock, looksForOthers: true }) } = options
  const asked = {
    size: parseSize('camera-size', options.cameraSize),
    fps: options.cameraFps,
    format: options.cameraFormat,
  }
  const [cameras, links] = await Promise.all([listCameras(options), linksIn(byId)])
  const report = async (camera: Camera): Promise<CameraReport> => {
    const details = await ask(camera.device)
    const link = links.get(camera.device)
    const word = wordFor(camera, cameras, link)
    return { ...camera, ...details, ...(link ? { byId: link } : {}), ...takenOf(details, asked), word }
  }
  return Promise.all(cameras.map(report))
}

function takenOf(
  { formats }: CameraDetails,
  asked: Parameters<typeof chooseMode>[1],
): Pick<CameraReport, 'taken' | 'problem'> {
  if (formats.length === 0) return {}
  try {
    const { format, size, fps }: ChosenMode = chooseMode(formats, asked)
    const isCopied = format.kind === 'jpeg'
    return { taken: { format: format.name, size: `${size.widthPx}x${size.heightPx}`, fps, isCopied } }
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

/** The name, unless others have it too: then what never changes, then the number. */
function wordFor({ index, name }: Camera, cameras: readonly Camera[], link: string | undefined): string {
  const isMeantByName = (camera: Camera) => camera.name.toLowerCase().includes(name.toLowerCase())
  if (cameras.filter(isMeantByName).length === 1) return name
  return link ?? String(index)
}

/** Device → link to it. */
async function linksIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => [])
  const links = names.map(async (name): Promise<[string, string][]> => {
    const link = join(folder, name)
    // it may have been unplugged this very moment
    return readlink(link).then(
      (target) => [[resolve(folder, target), link]],
      () => [],
    )
  })
  return new Map((await Promise.all(links)).flat())
}
