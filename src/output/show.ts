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
  readonly onPublished: (record: FrameRecord) => void
  readonly onFailed: (reason: string) => void
}

/** The end of the journey: every frame goes to the output port and the viewers. A failed one shows the last good picture. */
export async function show(frames: AsyncIterable<Paced>, options: ShowOptions): Promise<void> {
  const { publisher, board, clock, onPublished, onFailed } = options
  let lastGood: Uint8Array | undefined
  for await (const item of frames) {
    if (item.type === 'failed') onFailed(item.reason)
    else lastGood = item.jpeg
    if (!lastGood) continue
    const { capturedAtMs, capturedMono, index } = item.frame
    const message = await publisher.publish({ timestamp: capturedAtMs, index, jpeg: lastGood })
    board.show({ message, index, capturedAtMs, latencyMs: clock.now() - capturedMono })
    if (item.type === 'done') onPublished(frameRecord(item, clock.now()))
  }
}
