import type { Clock } from '#flow/clock.ts'
import type { FrameRecord } from '#telemetry/frameLog.ts'
import { frameRecord } from './frameRecord.ts'
import type { Paced } from './pace.ts'
import type { PictureBoard } from './pictureBoard.ts'
import type { Publisher } from './publisher.ts'

export type ShowOptions = {
  readonly publisher: Publisher
  readonly board: PictureBoard
  readonly clock: Clock
  /** While it is, the picture on show stays; asked for every frame. */
  readonly isFrozen: () => boolean
  readonly onPublished: (record: FrameRecord) => void
  readonly onFailed: (reason: string) => void
}

/** A picture and the input that it was made from. */
type Pair = { readonly jpeg: Uint8Array; readonly input: Uint8Array }

/**
 * The end of the journey: every frame goes to the output port and the viewers. A failed one shows the last good picture, and
 * while the show is frozen all show the one that was there, at the usual pace and with their own times.
 */
export async function show(frames: AsyncIterable<Paced>, options: ShowOptions): Promise<void> {
  const { publisher, board, clock, isFrozen, onPublished, onFailed } = options
  let shown: Pair | undefined
  for await (const item of frames) {
    if (item.type === 'failed') onFailed(item.reason)
    else if (!shown || !isFrozen()) shown = { jpeg: item.jpeg, input: item.frame.jpeg }
    if (!shown) continue
    const { capturedAtMs, capturedMono, index } = item.frame
    const message = await publisher.publish({ timestamp: capturedAtMs, index, jpeg: shown.jpeg })
    board.show({ message, input: shown.input, index, capturedAtMs, latencyMs: clock.now() - capturedMono })
    if (item.type === 'done') onPublished(frameRecord(item, clock.now()))
  }
}
