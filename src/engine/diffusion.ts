import type { ModelOptions } from '#diffusion/openModel.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { type Pictures, picturesBytes } from '#frame/pictures.ts'
import type { Log } from '#telemetry/log.ts'
import { type Inference, openInference } from './diffusion/inferenceThread.ts'
import type { ThreadOptions } from './diffusion/messages.ts'
import { Relay } from './diffusion/relay.ts'
import type { Engine } from './engine.ts'

export type DiffusionOptions = Omit<ModelOptions, 'lock' | 'choice'> & {
  /** Batches of a new shape wait until it is prepared, instead of being drawn in the old one meanwhile. */
  readonly waits?: boolean
  /** Called when the device hangs: a run on it cannot be broken off, so that only a new process helps. */
  readonly onHung?: () => void
  readonly clock: Clock
  readonly log: Log
  /** What starts a thread. */
  readonly openThread?: (options: ThreadOptions, log: Log) => Inference
}

/**
 * Opens the diffusion engine: a model in a thread of its own, because a run of ONNX Runtime blocks the thread it is made on.
 * Pictures are drawn over in shared memory. The provider is chosen and tried before this resolves.
 * @throws OperatorError PROVIDER_UNAVAILABLE, MODEL_NOT_INSTALLED, CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export async function openDiffusion(options: DiffusionOptions): Promise<Engine> {
  const { waits = false, onHung = () => undefined, clock, log, openThread = openInference, ...model } = options
  const lock = new SharedArrayBuffer(4)
  const first = openThread({ ...model, lock }, log)
  const opened = await first.opened.catch(async (error) => {
    await first.close()
    throw error
  })
  const open = () => openThread({ ...model, lock, choice: opened.choice }, log)
  const relay = new Relay({ first, opened, open, waits, onHung, clock, log })
  let last: Promise<unknown> = Promise.resolve()
  let isClosed = false

  return {
    name: 'diffusion',
    description: `diffusion: ${opened.description}`,
    async transform({ pictures, parameters, looks, seqs }) {
      checkPictures(pictures)
      const turn = last.then(() => {
        if (isClosed) throw new Error('the engine is closed')
        return relay.transform({ ...pictures, parameters, looks, seqs })
      })
      last = turn.catch(() => undefined) // told to whoever asked
      await turn
      return pictures
    },
    async [Symbol.asyncDispose]() {
      if (isClosed) return
      isClosed = true
      await relay.close()
    },
  }
}

function checkPictures(pictures: Pictures): void {
  const { widthPx, heightPx, count } = pictures
  const bytes = picturesBytes(pictures, count)
  if (pictures.pixels.length !== bytes) {
    throw new RangeError(`diffusion: ${pictures.pixels.length} bytes of pixels, not ${bytes}`)
  }
  if (widthPx % 8 === 0 && heightPx % 8 === 0 && bytes > 0) return
  const message = `Pictures of ${widthPx}x${heightPx} pixels cannot be drawn: both sides have to be divisible by 8.`
  throw new OperatorError('SETTING_INVALID', message, 'Choose a resolution divisible by 8.')
}
