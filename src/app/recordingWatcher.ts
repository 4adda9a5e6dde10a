import { OperatorError } from '#errors/operatorError.ts'
import { progressText, type RecordingProgress } from '#recording/recordingState.ts'
import type { Surroundings } from './surroundings.ts'

/** What a recording tells the server that has started it. */
export type RecordingMessage =
  | { readonly type: 'progress'; readonly progress: RecordingProgress }
  | { readonly type: 'failed'; readonly message: string; readonly remedy: string }

/** Without a terminal one line is enough for so long, in ms. */
const LINE_EVERY_MS = 60_000

/** Whoever watches a recording: the server that has started it, somebody at a terminal, or a log. */
export function recordingWatcher({ clock, log }: Surroundings) {
  const isChild = process.env.I2I_PARENT_IPC === '1' && process.send !== undefined
  // a server that has gone hears nothing any more, and the recording still makes its files whole
  const tell = (message: RecordingMessage) => void process.send?.(message, undefined, undefined, () => undefined)
  let toldMono = clock.now()
  return {
    onProgress(progress: RecordingProgress): void {
      if (isChild) return tell({ type: 'progress', progress })
      if (process.stderr.isTTY) return void process.stderr.write(`\r${progressText(progress)}\x1b[K\r`)
      if (clock.now() - toldMono < LINE_EVERY_MS) return
      toldMono = clock.now()
      log.info(progressText(progress))
    },
    /** Tells the server why it ends, and throws it. */
    failed(error: unknown): never {
      if (isChild && error instanceof OperatorError) {
        tell({ type: 'failed', message: error.message, remedy: error.remedy })
      }
      throw error
    },
  }
}
