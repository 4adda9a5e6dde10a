import type { Size } from '#frame/capture.ts'
import type { ServerConfig } from '#settings/config.ts'
import type { Settings } from '#settings/schema.ts'
import type { SettingsReader } from '#settings/store.ts'
import type { Schedule } from './cadence.ts'
import { isSameCamera, openCamera } from './camera.ts'
import { openImageSequence } from './imageSequence.ts'
import { parseSize } from './parseSize.ts'
import type { Source, SourceOptions } from './source.ts'
import { openSubscriber } from './subscriber.ts'
import { type SourceWish, switching } from './switching.ts'
import { openTestPattern } from './testPattern.ts'
import { openVideo } from './video.ts'

export type OpenSourceOptions = Pick<SourceOptions, 'clock' | 'signal' | 'log' | 'drops'> & {
  readonly config: Pick<ServerConfig, 'input' | 'cameraSize' | 'cameraFps' | 'cameraFormat' | 'crop' | 'maxPixels'>
  /** `mode`, `camera` and what the sources themselves follow may change at any time. */
  readonly settings: SettingsReader
  /** For a folder of pictures; other sources have a pace of their own. */
  readonly schedule?: Schedule
}

/** The source that the operator wants, now and later. @throws OperatorError when it cannot be had at the start */
export function openSource(options: OpenSourceOptions): Promise<Source> {
  const open = (wish: SourceWish, signal: AbortSignal) => openOne({ ...options, signal }, wish)
  const collide = async (a: SourceWish, b: SourceWish) =>
    a.mode === 'camera' && b.mode === 'camera' && (await isSameCamera(a.camera, b.camera))
  return switching({ ...options, open, collide })
}

async function openOne(openOptions: OpenSourceOptions, { mode, camera }: SourceWish): Promise<Source> {
  const { config, settings, schedule, ...surroundings } = openOptions
  const { input, maxPixels, cameraFps: fps, cameraFormat: format } = config
  const size = parseSize('camera-size', config.cameraSize)
  const options = { ...surroundings, maxPixels, crop: cropOf(mode, config.crop) }
  if (mode === 'camera') return openCamera({ ...options, camera, size, fps, format })
  if (mode === 'zmq') return openSubscriber({ ...options, address: input })
  if (mode === 'pattern') return openTestPattern({ ...options, settings })
  if (input !== '') return openVideo({ ...options, input, fps })
  return openImageSequence({ ...options, settings, schedule })
}

function cropOf(mode: Settings['mode'], crop: string): Size | undefined {
  const word = crop.trim().toLowerCase()
  if (word === 'auto') return mode === 'camera' ? { widthPx: 1024, heightPx: 1024 } : undefined
  return word === 'none' || word === '' ? undefined : parseSize('crop', crop)
}
