import { join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { chooseH264Encoder } from '#video/h264Encoder.ts'
import { clientKeys } from '#wire/clientKeys.ts'
import { Beginning } from './beginning.ts'
import { drain } from './drain.ts'
import { Film } from './film.ts'
import { assertSpace } from './freeSpace.ts'
import { inputPictures } from './inputPictures.ts'
import { JpegFolder } from './jpegFolder.ts'
import { publishedPictures } from './publishedPictures.ts'
import type { RecordedPicture } from './recordedPicture.ts'
import type { RecordConfig } from './recordFields.ts'
import { RecordingFiles } from './recordingFiles.ts'
import type { RecordingProgress } from './recordingState.ts'

export type RecordOptions = {
  readonly config: RecordConfig
  /** The file; empty for JPEGs only. */
  readonly out: string
  /** `http://HOST:PORT` of the server. */
  readonly address: string
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Told every second. */
  readonly onProgress: (progress: RecordingProgress) => void
}

/**
 * After the signal, files may take this long to be finished; then they are left as they are, which play. An ffmpeg that
 * hangs takes another half second to be ended, and the whole process has 1.5 s.
 */
const FINISH_WITHIN_MS = 900
const PROGRESS_EVERY_MS = 1000
/** A disk on the network may be away for a moment; after so many looks in a row it is gone. */
const MOST_MISSES = 5
/** After so long without a first picture, somebody may have mistyped an address, in ms. */
const PATIENCE_MS = 5000

/**
 * Records what is published until the signal aborts, and finishes the files then. What comes faster than it can be
 * written is left out and counted; the show does not notice.
 * @throws OperatorError BAD_OPTION, OUTPUT_UNWRITABLE, FFMPEG_MISSING, DISK_FULL, RECORDING_FAILED
 */
export async function record(options: RecordOptions): Promise<RecordingProgress> {
  const { config, out, clock, log } = options
  const cutting = new AbortController()
  const stopping = new AbortController()
  const signal = AbortSignal.any([options.signal, stopping.signal])
  const over = new AbortController()
  signal.addEventListener('abort', () => {
    void clock.until(clock.now() + FINISH_WITHIN_MS, over.signal).then(() => cutting.abort())
  })
  await using closing = new AsyncDisposableStack()
  closing.defer(() => over.abort())
  const jpegs = config.jpegs === '' ? undefined : closing.use(await JpegFolder.open(config.jpegs))
  const films = out === '' ? [] : await openFilms({ ...options, signal: cutting.signal })
  for (const film of films) closing.use(film)
  const [film, inputFilm] = films
  const tally = { pictures: 0, dropped: 0 }
  const onRefused = (reason: string) => {
    tally.dropped++
    log.warn(`A picture ${reason}. It is left out.`)
  }
  const from = { ...options, signal, onRefused }
  // these may be on different disks
  const places = [...(out === '' ? [] : [out]), ...(config.jpegs === '' ? [] : [join(config.jpegs, 'x')])]

  const intoFilm = async (picture: RecordedPicture) => {
    const isTaken = (await film?.add(picture)) ?? true
    await jpegs?.add(picture)
    if (isTaken) tally.pictures++
    else tally.dropped++
  }
  const sinks = [
    drain(publishedPictures({ ...from, address: config.connect, curve: clientKeys(config) }), intoFilm, onRefused),
  ]
  if (inputFilm) sinks.push(drain(inputPictures(from), (picture) => inputFilm.add(picture), onRefused))
  const progress = async (): Promise<RecordingProgress> => {
    const sizes = await Promise.all(films.map((each) => each.bytes()))
    const bytes = sizes.reduce((sum, size) => sum + size, jpegs?.bytes ?? 0)
    const freeBytes = Math.min(...(await Promise.all(places.map(assertSpace))))
    return { file: film?.path, seconds: film?.seconds ?? 0, ...tally, bytes, freeBytes }
  }
  const watching = async () => {
    const lateMono = clock.now() + PATIENCE_MS
    let isTold = false
    let misses = 0
    const onMiss = (error: unknown) => {
      const isFull = error instanceof OperatorError && error.code === 'DISK_FULL'
      if (isFull || ++misses >= MOST_MISSES) throw error
      log.warn(`${reasonOf(error)} It is looked at again.`)
      return undefined
    }
    while (!signal.aborted) {
      if (!isTold && tally.pictures === 0 && clock.now() > lateMono) {
        log.warn(`No picture has come from ${config.connect} yet; it is waited for.`)
        isTold = true
      }
      const told = await progress().catch(onMiss)
      if (told) {
        misses = 0
        options.onProgress(told)
      }
      await clock.until(clock.now() + PROGRESS_EVERY_MS, signal)
    }
  }
  // the first that fails stops the others; the files are finished in any case
  const all = [...sinks, watching()].map((running) => running.finally(() => stopping.abort()))
  const ended = await Promise.allSettled(all)
  const finished = await Promise.allSettled(films.map((each) => each.end()))
  const last = await progress().catch(() => undefined)
  for (const one of [...ended, ...finished]) if (one.status === 'rejected') throw one.reason
  return last ?? { seconds: film?.seconds ?? 0, ...tally, bytes: 0, freeBytes: 0 }
}

type FilmsOptions = Omit<RecordOptions, 'onProgress'>

/** The result, and what went in if that is wanted. */
async function openFilms({ config, out, clock, log, signal }: FilmsOptions): Promise<Film[]> {
  const files = await RecordingFiles.open(out, config.segmentMinutes > 0)
  await assertSpace(out)
  const { encoder: asked, quality, segmentMinutes } = config
  const encoder = await chooseH264Encoder({ asked, quality, isLive: true, signal })
  log.info(`recording with ${encoder.name}`)
  const beginning = new Beginning()
  const all = config.recordInput ? [files, files.ofInput] : [files]
  return all.map((files) => new Film({ files, beginning, encoder, segmentMinutes, clock, log, signal }))
}
