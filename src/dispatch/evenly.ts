import type { Capture } from '#frame/capture.ts'

export type EvenlyOptions = {
  /** Frames per second that the source delivers. */
  readonly sourceFps: () => number
  /** Frames per second that the workers can take; Infinity while that is not known. */
  readonly capacityFps: () => number
  readonly onDrop: (capture: Capture) => void
}

/** Share of what the workers can take that is asked of them: with all of it every hiccup would break the rhythm. */
const MODESTY = 0.98

/**
 * When the workers are slower than the source, thins the captures out evenly. Without it a batch would be four pictures in a
 * row and then a gap, and the screen would stutter in that rhythm.
 */
export async function* evenly(
  captures: AsyncIterable<Capture>,
  { sourceFps, capacityFps, onDrop }: EvenlyOptions,
): AsyncGenerator<Capture, void, undefined> {
  /** When the last frame that was let in should have come: on an even grid, and near to when it did. */
  let beatMono = Number.NEGATIVE_INFINITY
  for await (const capture of captures) {
    const { capturedMono } = capture
    const dueMono = beatMono + spacing(sourceFps(), capacityFps())
    // the capture nearest to the due time, so that the rhythm is kept on the grid of the camera
    const halfGridMs = 500 / sourceFps()
    if (capturedMono < dueMono - halfGridMs) {
      onDrop(capture)
      continue
    }
    // after a pause the rhythm starts anew instead of catching up
    beatMono = capturedMono > dueMono + halfGridMs ? capturedMono : dueMono
    yield capture
  }
}

/** Milliseconds between frames that are let in; 0 when the workers keep up. */
function spacing(sourceFps: number, capacityFps: number): number {
  return capacityFps * MODESTY < sourceFps ? 1000 / (capacityFps * MODESTY) : 0
}
