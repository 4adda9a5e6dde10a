import { z } from 'zod'
import type { Log } from '#telemetry/log.ts'
import type { RecordingStatus } from '#telemetry/status.ts'
import { doorOf, type HttpEndpoint } from './endpoint.ts'
import { readBody } from './readBody.ts'

/** What is recorded besides the result. */
export type RecordingWish = { readonly input: boolean; readonly jpegs: boolean }

/** What can be done about recordings from afar. */
export type RecordingControls = {
  /** Undefined as long as nothing was recorded. */
  readonly status: RecordingStatus | undefined
  /** @throws OperatorError RECORDING_FAILED if one is running, OUTPUT_UNWRITABLE */
  start(wish: RecordingWish): Promise<void>
  /** Resolves when the files are whole. Harmless when nothing is recorded. */
  stop(): Promise<void>
}

const recordingBody = z.object({
  action: z.enum(['start', 'stop']),
  input: z.boolean().default(false),
  jpegs: z.boolean().default(false),
})

const OFF: RecordingStatus = { isOn: false, seconds: 0, pictures: 0, dropped: 0, bytes: 0, freeBytes: 0 }

/** The recording on the server's machine. */
export function recordingEndpoints({ recordings, log }: { recordings: RecordingControls; log: Log }): HttpEndpoint[] {
  const now = () => recordings.status ?? OFF
  return [
    {
      method: 'GET',
      path: '/api/recording',
      doc: 'Whether the show is being recorded, into which file, how long it is, and what went wrong.',
      answer: now,
    },
    {
      method: 'POST',
      path: '/api/recording',
      doc: 'Starts or stops a recording: {"action": "start"}, with "input" and "jpegs" for what else is kept.',
      changes: 'show',
      async answer(request) {
        const { action, ...wish } = readBody(request, recordingBody, '{"action": "start"} or {"action": "stop"}')
        log.info(`${doorOf(request)}: recording, ${action}`, { door: doorOf(request) })
        await (action === 'start' ? recordings.start(wish) : recordings.stop())
        return now()
      },
    },
  ]
}
