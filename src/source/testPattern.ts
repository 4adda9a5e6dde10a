import turbo from '@julusian/jpeg-turbo'
import type { Capture } from '#frame/capture.ts'
import type { SettingsChange, SettingsReader } from '#settings/store.ts'
import { Cadence, type Schedule } from './cadence.ts'
import { captureOf } from './picture.ts'
import type { Source, SourceOptions } from './source.ts'
import { sourceOf } from './sourceOf.ts'
import { drawPattern, PATTERN_LENGTH, PATTERN_SIZE } from './testPatternDrawing.ts'

export type TestPatternOptions = Omit<SourceOptions, 'maxPixels'> & {
  /** `fps` and `paused` are followed live. */
  readonly settings: SettingsReader
  readonly schedule?: Schedule
}

/**
 * Colour bars, something that moves, and the index as a bar code that tests read back from the pixels
 * (`readBarCode`). Each picture of the loop is encoded once, when it is first shown.
 */
export async function openTestPattern(options: TestPatternOptions): Promise<Source> {
  const pattern = new TestPattern(options)
  return sourceOf({
    signal: options.signal,
    state: () => ({ name: 'test pattern', isHealthy: true, index: pattern.index, length: PATTERN_LENGTH }),
    read: (signal) => pattern.read(signal),
  })
}

class TestPattern {
  readonly #options: TestPatternOptions
  readonly #jpegs: Uint8Array[] = []
  index = 0

  constructor(options: TestPatternOptions) {
    this.#options = options
  }

  async *read(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const { clock, crop, schedule, settings } = this.#options
    const cadence = new Cadence({ clock, signal, schedule, fps: () => settings.current.fps })
    const stopListening = settings.onChange(({ changed }) => follow(changed, cadence))
    try {
      for (let isFirst = true; ; isFirst = false) {
        const mono = await cadence.next()
        if (mono === undefined) return
        if (!isFirst && !settings.current.paused) this.index = (this.index + 1) % PATTERN_LENGTH
        const jpeg = await this.#jpeg(this.index)
        if (signal.aborted) return
        yield captureOf({ ...PATTERN_SIZE, jpeg }, { index: this.index, mono, clock, crop })
      }
    } finally {
      stopListening()
    }
  }

  async #jpeg(index: number): Promise<Uint8Array> {
    this.#jpegs[index] ??= await encoded(drawPattern(index))
    return this.#jpegs[index]
  }
}

function follow(changed: SettingsChange['changed'], cadence: Cadence): void {
  if (changed.paused !== undefined) cadence.hurry()
  else if (changed.fps !== undefined) cadence.rateChanged()
}

async function encoded(pixels: Uint8Array): Promise<Uint8Array> {
  const raw = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)
  const size = { width: PATTERN_SIZE.widthPx, height: PATTERN_SIZE.heightPx }
  // a copy, since the encoder's own buffer is many times as large as what is in it
  return new Uint8Array(
    await turbo.compress(raw, { ...size, format: turbo.FORMAT_RGB, subsampling: turbo.SAMP_420, quality: 90 }),
  )
}
