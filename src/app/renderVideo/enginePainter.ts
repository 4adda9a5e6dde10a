import { ahead } from '#flow/ahead.ts'
import { map } from '#flow/map.ts'
import { blockPainter, type PaintOptions } from '../render/paintBlock.ts'
import type { Task } from '../render/task.ts'
import type { FilmFrame, FilmOutcome, FilmPainter } from './filmFrame.ts'
import { inBatches } from './inBatches.ts'

/** Redraws with an engine of this process; a batch that fails is tried again picture by picture. */
export function enginePainter(options: PaintOptions & { readonly batchSize: number }): FilmPainter {
  const paint = blockPainter(options)
  // N+1 is read while N is in the engine and N−1 is encoded
  return (frames) => ahead(map(ahead(inBatches(frames, options.batchSize), 1), painted), 1)

  async function painted(frames: readonly FilmFrame[]): Promise<FilmOutcome[]> {
    const loaded = frames.map(({ seq, picture }) => ({ task: taskOf(seq), picture }))
    const tasks = loaded.map(({ task }) => task)
    const block = await paint({ tasks, wanted: new Set(tasks), loaded, failures: [] })
    const pictures = new Map(block.painted.map(({ task, picture }) => [task.seq, picture]))
    const reasons = new Map(block.failures.map(({ task, reason }) => [task.seq, reason]))
    return frames.map(({ picture: _, ...place }) => {
      const picture = pictures.get(place.seq)
      return picture
        ? { ...place, picture }
        : { ...place, reason: reasons.get(place.seq) ?? 'the engine gave no picture' }
    })
  }
}

function taskOf(seq: number): Task {
  return { seq, from: '', to: '', name: '' }
}
