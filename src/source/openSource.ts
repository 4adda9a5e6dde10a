import type { Size } from '#frame/capture.ts'
import type { ServerConfig } from '#settings/config.ts'
import type { SettingsReader } from '#settings/store.ts'
import type { Schedule } from './cadence.ts'
import { openCamera } from './camera.ts'
import { openImageSequence } from './imageSequence.ts'
import { parseSize } from './parseSize.ts'
import type { Source, SourceOptions } from './source.ts'
import { openSubscriber } from './subscriber.ts'
import { openTestPattern } from './testPattern.ts'
import { openVideo } from './video.ts'

export type OpenSourceOptions = Pick<SourceOptions, 'clock' | 'signal' | 'log' | 'drops'> & {
  readonly config: Pick<ServerConfig, 'mode' | 'input' | 'camera' | 'cameraSize' | 'crop' | 'maxPixels'>
  readonly settings: SettingsReader
  /** For a folder of pictures; other sources have a pace of their own. */
  readonly schedule?: Schedule
}

/** The source that the operator chose with `--mode`. @throws OperatorError when it cannot be had */
export async function openSource({ config, settings, schedule, ...surroundings }: OpenSourceOptions): Promise<Source> {
  const { mode, input, camera, maxPixels } = config
  const size = parseSize('camera-size', config.cameraSize)
  const options = { ...surroundings, maxPixels, crop: cropOf(config) }
  if (mode === 'camera') return openCamera({ ...options, camera, size })
  if (mode === 'zmq') return openSubscriber({ ...options, address: input })
  if (mode === 'pattern') return openTestPattern({ ...options, settings })
  if (input !== '') return openVideo({ ...options, input })
  return openImageSequence({ ...options, settings, schedule })
}

function cropOf({ mode, crop }: OpenSourceOptions['config']): Size | undefined {
  const word = crop.trim().toLowerCase()
  if (word === 'auto') return mode === 'camera' ? { widthPx: 1024, heightPx: 1024 } : undefined
  return word === 'none' || word === '' ? undefined : parseSize('crop', crop)
}
