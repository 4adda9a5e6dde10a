import { availableParallelism } from 'node:os'
import type { Pictures } from '#frame/pictures.ts'
import { picturesBytes } from '#frame/pictures.ts'
import type { Engine, EngineInput } from './engine.ts'
import { ordersFor } from './preview/orders.ts'
import { PainterThread } from './preview/painterThread.ts'

export type PreviewOptions = {
  /** Pictures painted at the same time, each on a thread of its own; 0 for as many as the machine has cores. */
  readonly threads: number
  /** What runs in each thread. */
  readonly painter?: URL
}

/**
 * Opens the painterly preview: brush strokes laid over the picture by a filter, with no model and no GPU, so that a show can
 * be set up anywhere. Prompt, seed, strength and steps matter visibly. Threads are started and not waited for.
 */
export async function openPreview({ threads, painter = PAINTER }: PreviewOptions): Promise<Engine> {
  const count = threads > 0 ? threads : availableParallelism()
  const painters = Array.from({ length: count }, () => new PainterThread(painter))
  let isClosed = false

  return {
    name: 'preview',
    description: 'preview: a painterly filter that shows roughly what prompt, seed and strength do; no diffusion model',
    async transform(input) {
      if (isClosed) throw new Error('the engine is closed')
      checkSize(input.pictures)
      await allSettled(commission(input, painters))
      return input.pictures
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      await Promise.all(painters.map((thread) => thread.close()))
    },
  }
}

const PAINTER = new URL('./preview/painter.ts', import.meta.url)

function checkSize(pictures: Pictures): void {
  const bytes = picturesBytes(pictures, pictures.count)
  if (pictures.pixels.length === bytes) return
  throw new RangeError(`preview: ${pictures.pixels.length} bytes of pixels, not ${bytes}`)
}

/** Every picture goes to the thread that has the fewest in hand. */
function commission(input: EngineInput, painters: readonly PainterThread[]): Promise<void>[] {
  const { pictures, parameters, looks, seqs } = input
  const { widthPx, heightPx, pixels } = pictures
  return seqs.slice(0, pictures.count).map((seq, i) => {
    const orders = ordersFor(parameters, looks[i], seq)
    const idlest = painters.reduce((a, b) => (b.inHand < a.inHand ? b : a))
    const byteOffset = pixels.byteOffset + i * picturesBytes(pictures, 1)
    return idlest.paint({ pixels: pixels.buffer, byteOffset, widthPx, heightPx, ...orders })
  })
}

/** Waits for every picture, so that no thread writes into a buffer that has been given back. Rejects with the first failure. */
async function allSettled(pictures: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(pictures)) {
    if (outcome.status === 'rejected') throw outcome.reason
  }
}
