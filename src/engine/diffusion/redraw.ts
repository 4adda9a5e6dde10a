import type { ImageToImage } from '#diffusion/imageToImage.ts'
import { picturesBytes } from '#frame/pictures.ts'
import type { Batch, Prepared } from './messages.ts'
import { resize } from './resize.ts'
import { seedsFor } from './seedsFor.ts'

/**
 * Draws over a batch with a model that is prepared for one shape: larger batches are cut, smaller ones are filled up with
 * their last picture, and pictures of another size are scaled there and back. The noise of each picture is the one that it
 * has in the whole batch.
 * @returns what was drawn; nothing has been written into the batch yet
 */
export async function redraw(model: Pick<ImageToImage, 'transform'>, batch: Batch, as: Prepared): Promise<Drawn[]> {
  const { parameters, looks, seqs, count } = batch
  const { fixedSeed } = parameters
  const seeds = looks.map((look, i) => (fixedSeed ? look.seeds : seedsFor(look.seeds, seqs[i])))
  const drawn: Drawn[] = []
  for (let first = 0; first < count; first += as.count) {
    const places = Array.from({ length: as.count }, (_, i) => Math.min(first + i, count - 1))
    const pixels = await model.transform({
      ...parameters,
      ...as,
      pictures: chosen(batch, places, as),
      prompt: places.map((place) => looks[place].prompts),
      seed: places.map((place) => seeds[place]),
      ...(fixedSeed ? { part: { first, of: count } } : { alone: true }),
    })
    drawn.push({ first, pixels })
  }
  return drawn
}

/** Pictures of a batch from `first` on, in the size that the model is prepared for. */
export type Drawn = { readonly first: number; readonly pixels: Uint8Array }

/** Puts what was drawn into the batch, in the batch's size. */
export function putBack(batch: Batch, { first, pixels }: Drawn, as: Prepared): void {
  const bytes = picturesBytes(batch, 1)
  const count = Math.min(as.count, batch.count - first)
  if (isSameSize(batch, as)) {
    batch.pixels.set(pixels.subarray(0, count * bytes), first * bytes)
    return
  }
  const drawnBytes = picturesBytes(as, 1)
  for (let i = 0; i < count; i++) {
    const picture = pixels.subarray(i * drawnBytes, (i + 1) * drawnBytes)
    resize(picture, as, batch.pixels.subarray((first + i) * bytes, (first + i + 1) * bytes), batch)
  }
}

/** The pictures at some places of a batch, in the size that the model is prepared for; where it fits, without a copy. */
function chosen(batch: Batch, places: readonly number[], as: Prepared): Uint8Array {
  const [first] = places
  const bytes = picturesBytes(batch, 1)
  const picture = (place: number) => batch.pixels.subarray(place * bytes, (place + 1) * bytes)
  const isWhole = first + as.count <= batch.count
  if (isSameSize(batch, as) && isWhole) return batch.pixels.subarray(first * bytes, (first + as.count) * bytes)
  const size = picturesBytes(as, 1)
  const all = new Uint8Array(size * as.count)
  for (const [i, place] of places.entries()) {
    const target = all.subarray(i * size, (i + 1) * size)
    if (isSameSize(batch, as)) target.set(picture(place))
    else resize(picture(place), batch, target, as)
  }
  return all
}

function isSameSize(a: Pick<Prepared, 'widthPx' | 'heightPx'>, b: Pick<Prepared, 'widthPx' | 'heightPx'>): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx
}
