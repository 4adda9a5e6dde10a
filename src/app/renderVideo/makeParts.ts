import type { Clock } from '#flow/clock.ts'
import type { Fitted } from '#video/fitted.ts'
import type { Film } from '#video/probe.ts'
import type { PixelPool } from '#worker/pixelPool.ts'
import type { FilmForm } from './filmForm.ts'
import type { FilmFrame, FilmOutcome, FilmPainter } from './filmFrame.ts'
import { filmFrames } from './filmFrames.ts'
import type { PartsFolder, Stretch } from './partsFolder.ts'
import { PartWriter } from './partWriter.ts'

export type MakePartsOptions = {
  readonly film: Film
  readonly fit: Fitted
  readonly form: FilmForm
  readonly folder: PartsFolder
  readonly painter: FilmPainter
  readonly pool: PixelPool
  readonly batchSize: number
  /** Name of the encoder. */
  readonly encoder: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of every picture, and why it failed if it did. */
  readonly onFrame: (reason?: string) => void
}

/** A part is finished after so much of the film … */
const PART_US = 10_000_000
/** … or when it has taken so long: an interruption costs no more than that. */
const PART_MS = 60_000

/** Makes what is still missing of a film, part after part. Rejects when the signal aborts. */
export async function makeParts(options: MakePartsOptions): Promise<void> {
  const { folder, painter, signal } = options
  const stretches = folder.stretches
  if (stretches.length === 0) return
  const making = new PartMaker(options)
  try {
    for await (const outcomes of painter(framesOf(stretches, options))) await making.add(outcomes)
    signal.throwIfAborted()
    await making.endPart()
    await folder.ended()
  } finally {
    await making.close()
  }
}

async function* framesOf(
  stretches: readonly Stretch[],
  options: MakePartsOptions,
): AsyncGenerator<FilmFrame, void, undefined> {
  for (const stretch of stretches) yield* filmFrames(stretch, options)
}

/** Deals pictures out to parts. */
class PartMaker {
  readonly #options: MakePartsOptions
  #part:
    | { readonly writer: PartWriter; readonly stretch: Stretch; readonly place: number; readonly sinceMono: number }
    | undefined
  /** Where the next part of the open stretch stands. */
  #place = 0

  constructor(options: MakePartsOptions) {
    this.#options = options
  }

  async add(outcomes: readonly FilmOutcome[]): Promise<void> {
    const { batchSize, onFrame } = this.#options
    for (const outcome of outcomes) {
      if (this.#part && this.#part.stretch !== outcome.stretch) await this.endPart()
      this.#part ??= await this.#begin(outcome.stretch)
      await this.#part.writer.add(outcome)
      onFrame('reason' in outcome ? outcome.reason : undefined)
      // a batch must not be torn apart by an interruption
      if ((outcome.seq + 1) % batchSize === 0 && this.#isFull()) await this.endPart()
    }
  }

  async endPart(): Promise<void> {
    if (!this.#part) return
    const { folder, encoder } = this.#options
    const { writer, place } = this.#part
    await folder.add(place, await writer.end(), encoder)
    await this.close()
    this.#place = place + 1
  }

  async close(): Promise<void> {
    await this.#part?.writer[Symbol.asyncDispose]()
    this.#part = undefined
  }

  async #begin(stretch: Stretch) {
    const { folder, form, pool, clock, signal } = this.#options
    const place = stretch.lastUs === undefined ? Math.max(stretch.place, this.#place) : stretch.place
    const file = await folder.freeName(place)
    const writer = await PartWriter.open({ folder: folder.path, file, form, pool, clock, signal })
    return { writer, stretch, place, sinceMono: clock.now() }
  }

  /** A part that is made again has the length it had. */
  #isFull(): boolean {
    if (!this.#part || this.#part.stretch.lastUs !== undefined) return false
    const { writer, sinceMono } = this.#part
    return writer.lengthUs >= PART_US || this.#options.clock.now() - sinceMono >= PART_MS
  }
}
