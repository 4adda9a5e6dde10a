import { record } from '#recording/record.ts'
import type { RecordConfig } from '#recording/recordFields.ts'
import { namedByTime } from '#recording/recordingFiles.ts'
import { progressText, type RecordingProgress } from '#recording/recordingState.ts'
import { serverAddress } from '#remote/serverAddress.ts'
import { hostOf } from './hostOf.ts'
import type { Surroundings } from './surroundings.ts'

export type RecordingOptions = {
  readonly config: RecordConfig
  /** Empty: a name with the time in `data/recordings`, unless only JPEGs are wanted. */
  readonly out: string
  /** Told every second. */
  readonly onProgress: (progress: RecordingProgress) => void
}

const FOLDER = 'data/recordings'

/** Records the pictures of a server until the signal aborts. @throws OperatorError as `record` */
export async function recordShow(
  { config, out, onProgress }: RecordingOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { clock, log } = surroundings
  const address = serverAddress({ host: hostOf(config.connect), settingsPort: config.settingsPort })
  const path = out === '' && config.jpegs === '' ? await namedByTime(FOLDER, clock.wallMs()) : out
  const whole = await record({ ...surroundings, config, out: path, address, onProgress })
  log.info(`recorded: ${progressText(whole)}`)
}
