import type { FilmFrame } from './filmFrame.ts'

/** Cuts at every Nth picture of the film, wherever the stream begins: a picture's noise can depend on its place in the batch. */
export async function* inBatches(
  frames: AsyncIterable<FilmFrame>,
  batchSize: number,
): AsyncGenerator<readonly FilmFrame[], void, undefined> {
  let batch: FilmFrame[] = []
  for await (const frame of frames) {
    if (batch[0] && batch[0].stretch !== frame.stretch) {
      yield batch
      batch = []
    }
    batch.push(frame)
    if ((frame.seq + 1) % batchSize !== 0) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
