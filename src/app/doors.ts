import { fileURLToPath } from 'node:url'
import { openControl } from '#control/control.ts'
import type { RecordingControls } from '#control/recordingEndpoints.ts'
import { openCueBook } from '#desk/cueBook.ts'
import type { Desk } from '#desk/desk.ts'
import { openDesk } from '#desk/openDesk.ts'
import type { Dispatcher } from '#dispatch/dispatcher.ts'
import type { Motion } from '#motion/motion.ts'
import { openOsc } from '#osc/openOsc.ts'
import type { PictureBoard } from '#output/pictureBoard.ts'
import type { PromptGate } from '#prompts/promptGate.ts'
import type { ServerConfig } from '#settings/config.ts'
import type { SettingsStore } from '#settings/store.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Metrics } from '#telemetry/metrics.ts'
import type { Status } from '#telemetry/status.ts'
import { camerasOf } from './camerasOf.ts'
import type { Surroundings } from './surroundings.ts'

export type DoorsOptions = {
  readonly config: ServerConfig
  readonly settings: SettingsStore
  readonly gate: PromptGate
  readonly motion: Motion
  readonly dispatcher: Dispatcher
  readonly board: PictureBoard
  readonly drops: Drops
  readonly metrics: Metrics
  readonly status: () => Status
  readonly trace: () => string
  readonly recordings: RecordingControls
  /** Ends the server, as Ctrl-C does. */
  readonly endShow: () => void
}

/** Everything through which people reach the show: the desk, and the doors that lead to it. */
export type Doors = AsyncDisposable & {
  readonly desk: Desk
  /** Where a browser on this machine finds the page. */
  readonly url: string
}

/** Opens the desk, the HTTP door and the OSC door. @throws OperatorError PORT_IN_USE, BAD_OPTION */
export async function openDoors(options: DoorsOptions, { signal, clock, log }: Surroundings): Promise<Doors> {
  const { config, settings, gate, motion, dispatcher, board, drops, metrics, status, trace } = options
  const { host, token } = config
  await using opening = new AsyncDisposableStack()
  const cues = opening.use(await openCueBook({ path: config.cues, clock, log, signal }))
  const desk = opening.use(openDesk({ settings, gate, cues, timeline: motion, clock, log, signal }))
  const control = await openControl({
    ...{ host, token, allowOrigin: config.allowOrigin, port: config.settingsPort },
    ...{
      desk,
      dataRoot: config.dataRoot,
      cameras: camerasOf(clock),
      workers: dispatcher.byHand,
      oscPort: config.oscPort,
    },
    ...{ status, board, drops, clock, log },
    endShow: options.endShow,
    recordings: options.recordings,
    metricsText: () => metrics.text(),
    writeTrace: async () => trace(),
    pageDirectory: fileURLToPath(new URL('../../web/dist', import.meta.url)),
  })
  opening.use(control)
  if (config.oscPort > 0) {
    const { oscPort: port, oscFeedback: feedback, oscAllow: allow } = config
    opening.use(await openOsc({ host, port, feedback, allow, hasToken: token !== '', desk, clock, log, drops }))
  }
  const open = opening.move()
  return { desk, url: control.url, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
