import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Clock } from '#flow/clock.ts'
import type { Size } from '#frame/capture.ts'
import { Ending } from './ending.ts'
import { LastLines } from './lastLines.ts'
import { missing } from './missing.ts'

/** One picture of a film. */
export type RawPicture = {
  /** 8-bit RGB, [heightPx, widthPx, 3], on a buffer from `acquire`; belongs to whoever reads it. */
  readonly pixels: Uint8Array<SharedArrayBuffer>
  /** On the clock of the file, in microseconds. */
  readonly atUs: number
}

export type RawPicturesOptions = {
  /** What to open: everything up to and with `-i`, and which track of it. */
  readonly input: readonly string[]
  /** Filters, the last of which leaves pictures of this size in `rgb24`. */
  readonly filters: readonly string[]
  readonly size: Size
  /** A buffer of so many bytes. */
  readonly acquire: (bytes: number) => Uint8Array<SharedArrayBuffer>
  readonly clock: Clock
  /** Ends ffmpeg at once. */
  readonly signal: AbortSignal
  /** Another program in ffmpeg's place. */
  readonly command?: string | undefined
}

/** Pictures and their times, all of them, in order. Reading throws, with ffmpeg's own words, when it fails. */
export type RawPictures = AsyncIterable<RawPicture> & AsyncDisposable

/**
 * Starts ffmpeg and reads uncompressed pictures from it, none left out and none twice. Their times come by a pipe of their
 * own, from the same decoder, so that they cannot belong to others.
 * @throws OperatorError FFMPEG_MISSING
 */
export async function openRawPictures(options: RawPicturesOptions): Promise<RawPictures> {
  const { input, filters, size, acquire, clock, signal, command = 'ffmpeg' } = options
  const args = [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-copyts'],
    ...input,
    ...['-vf', filterOf(filters)],
  ]
  const output = ['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1']
  const child = spawn(command, [...args, ...output], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], windowsHide: true })
  await once(child, 'spawn').catch((cause) => missing(command, cause))
  const lastWords = new LastLines(child.stderr as Readable)
  const times = new Times(child.stdio[3] as Readable)
  const end = new Ending(child, clock)
  const stop = () => void end.now()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()

  return {
    async *[Symbol.asyncIterator]() {
      try {
        for await (const pixels of cut(child.stdout as Readable, size, acquire))
          yield { pixels, atUs: await times.next() }
        await end.exited
      } catch (error) {
        if (!end.isWanted) throw error
      }
      if (!end.isWanted && end.failure) throw new Error([end.failure, lastWords.text].filter(Boolean).join(': '))
    },
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', stop)
      await end.now()
    },
  }
}

/** Times in microseconds, and each of them told on the third pipe as its picture passes: only what is tagged is told. */
function filterOf(filters: readonly string[]): string {
  const tell = ['metadata=mode=add:key=i2i:value=1', "metadata=mode=print:file='pipe\\:3':direct=1"]
  return ['settb=AVTB', ...filters, ...tell].join(',')
}

/** Cuts a stream of bytes into pictures. What is left over at the end is no picture. */
async function* cut(
  stream: Readable,
  { widthPx, heightPx }: Size,
  acquire: RawPicturesOptions['acquire'],
): AsyncGenerator<Uint8Array<SharedArrayBuffer>, void, undefined> {
  const bytes = widthPx * heightPx * 3
  let picture: Uint8Array<SharedArrayBuffer> | undefined
  let filled = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    for (let at = 0; at < chunk.length; ) {
      picture ??= acquire(bytes)
      const part = chunk.subarray(at, at + bytes - filled)
      picture.set(part, filled)
      at += part.length
      filled += part.length
      if (filled < bytes) continue
      yield picture
      picture = undefined
      filled = 0
    }
  }
}

/** The times of the pictures, read ahead of them: ffmpeg tells each before it writes the picture. */
class Times {
  readonly #lines: AsyncIterator<string>

  constructor(stream: Readable) {
    stream.on('error', () => stream.destroy()) // the pictures end then too, and say why
    this.#lines = createInterface({ input: stream })[Symbol.asyncIterator]()
  }

  /** @throws Error if there is none: the decoder has lost count */
  async next(): Promise<number> {
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done) throw new Error('ffmpeg told a picture without its time')
      const found = /^frame:\d+\s+pts:(-?\d+|NOPTS)/.exec(value)
      if (!found) continue
      if (found[1] === 'NOPTS') throw new Error('the film does not say when its pictures are to be shown')
      return Number(found[1])
    }
  }
}
