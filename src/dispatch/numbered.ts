import type { Clock } from '#flow/clock.ts'
import type { Capture } from '#frame/capture.ts'
import type { Frame } from '#frame/frame.ts'

/** Gives every capture that was let in its `seq`: 0, 1, 2, … */
export async function* numbered(
  captures: AsyncIterable<Capture>,
  { clock, onAdmit }: { clock: Clock; onAdmit: (frame: Frame) => void },
): AsyncGenerator<Frame, void, undefined> {
  let seq = 0
  for await (const capture of captures) {
    const frame = { ...capture, seq: seq++, admittedMono: clock.now() }
    onAdmit(frame)
    yield frame
  }
}
