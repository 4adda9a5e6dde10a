import type { Serializable } from 'node:child_process'
import type { RecordingControls, RecordingWish } from '#control/recordingEndpoints.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { namedByTime } from '#recording/recordingFiles.ts'
import type { ServerConfig } from '#settings/config.ts'
import { inAddress, reachableHere } from '#settings/listenHost.ts'
import type { RecordingStatus } from '#telemetry/status.ts'
import { type ChildCommand, keepChild, MENDABLE } from './childProcess.ts'
import type { RecordingMessage } from './recordingWatcher.ts'
import type { Surroundings } from './surroundings.ts'

/** A recording needs a moment to make its files whole; the server itself ends within 1.5 s. */
const END_WITHIN_MS = 1400
const NOTHING = { seconds: 0, pictures: 0, dropped: 0, bytes: 0, freeBytes: 0 }

/**
 * Recordings that are started from a door. Each is a process of its own, so that a disk that is full or hangs is not the
 * show's. One that dies is started again and goes on in a new file.
 */
export class Recordings implements RecordingControls, AsyncDisposable {
  readonly #config: ServerConfig
  readonly #surroundings: Surroundings
  #ending = new AbortController()
  #running: Promise<void> | undefined
  #status: RecordingStatus | undefined

  constructor(config: ServerConfig, surroundings: Surroundings) {
    this.#config = config
    this.#surroundings = surroundings
  }

  /** Undefined as long as nothing was recorded. */
  get status(): RecordingStatus | undefined {
    return this.#status
  }

  /** @throws OperatorError RECORDING_FAILED if one is running, OUTPUT_UNWRITABLE */
  async start(wish: RecordingWish): Promise<void> {
    if (this.#running) throw runningAlready()
    this.#ending = new AbortController()
    const begun = this.#begin(wish)
    // taken before anything is waited for, so that two who press the button at once do not start two
    this.#running = begun
      .then(({ running }) => running)
      .finally(() => {
        this.#running = undefined
      })
    this.#running.catch(() => undefined)
    await begun
  }

  async stop(): Promise<void> {
    this.#ending.abort()
    await this.#running
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #begin(wish: RecordingWish): Promise<{ running: Promise<void> }> {
    const { clock } = this.#surroundings
    const path = await namedByTime(this.#config.recordings, clock.wallMs())
    this.#status = { isOn: true, file: path, ...NOTHING }
    return { running: this.#keep(path, wish) }
  }

  async #keep(path: string, wish: RecordingWish): Promise<void> {
    const signal = AbortSignal.any([this.#surroundings.signal, this.#ending.signal])
    const isAgain = (code: number | null) => code !== 0 && code !== MENDABLE
    try {
      await keepChild({ ...this.#child(path, wish), name: 'the recording', isAgain }, { ...this.#surroundings, signal })
    } catch (error) {
      this.#change({ problem: `The recording has ended: ${reasonOf(error)}` })
      throw error
    } finally {
      this.#change({ isOn: false })
    }
  }

  #child(path: string, { input, jpegs }: RecordingWish): ChildCommand {
    const { outputPort, settingsPort, token, log, curve, keys } = this.#config
    const folder = jpegs ? { jpegs: path.replace(/\.\w+$/, '') } : {}
    return {
      command: 'record',
      args: [path],
      options: {
        ...{
          connect: `tcp://${inAddress(reachableHere(this.#config.host))}:${outputPort}`,
          settingsPort,
          log,
          curve,
          keys,
        },
        ...{ recordInput: input, ...folder },
      },
      ...(token === '' ? {} : { environment: { I2I_TOKEN: token } }),
      endWithinMs: END_WITHIN_MS,
      isBackground: true,
      onMessage: (message) => this.#hear(message),
    }
  }

  #hear(message: Serializable): void {
    const told = message as RecordingMessage
    if (told.type === 'progress') this.#change(told.progress)
    if (told.type === 'failed') this.#change({ problem: `${told.message} ${told.remedy}` })
  }

  #change(change: Partial<RecordingStatus>): void {
    const { file, ...others } = change
    this.#status = { isOn: true, ...NOTHING, ...this.#status, ...others, ...(file === undefined ? {} : { file }) }
  }
}

function runningAlready(): OperatorError {
  return new OperatorError('RECORDING_FAILED', 'A recording is running already.', 'Stop it first.')
}
