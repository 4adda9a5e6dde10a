import { hostname } from 'node:os'
import { openEngine } from '#engine/openEngine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { isAbort } from '#flow/isAbort.ts'
import type { Size } from '#frame/capture.ts'
import { type Fitted, fitted } from '#video/fitted.ts'
import { chooseH264Encoder } from '#video/h264Encoder.ts'
import { countPictures, type Film, probeFilm } from '#video/probe.ts'
import { openAdmission } from '#wire/admission.ts'
import { openJobServerSocket } from '#wire/jobServerSocket.ts'
import { PixelPool } from '#worker/pixelPool.ts'
import { checkpointFor } from './checkpointFor.ts'
import { closeEngine } from './closeEngine.ts'
import { shown } from './render/incomplete.ts'
import { type Making, madeWith } from './render/madeWith.ts'
import { Progress } from './render/progress.ts'
import { askedSize } from './render/renderSize.ts'
import { timeText } from './render/timeText.ts'
import type { Rendering } from './render.ts'
import { enginePainter } from './renderVideo/enginePainter.ts'
import { filmIncomplete, filmNotBegun, filmStopped, warnIfShort } from './renderVideo/filmEnds.ts'
import { filmFiles } from './renderVideo/filmFiles.ts'
import { filmForm } from './renderVideo/filmForm.ts'
import type { FilmPainter } from './renderVideo/filmFrame.ts'
import { fleetPainter } from './renderVideo/fleetPainter.ts'
import { joinFilm } from './renderVideo/joinFilm.ts'
import { makeParts } from './renderVideo/makeParts.ts'
import { PartsFolder } from './renderVideo/partsFolder.ts'
import type { Surroundings } from './surroundings.ts'

/** Pictures between the stages: read, in the engine, decoded again, being encoded. */
const BUFFERS_PER_PICTURE = 6

/**
 * Renders a film: every picture of it redrawn, at its time, with the sound of the input. It is made in short parts beside
 * the result, so that it goes on where it stopped when it is run again.
 * @throws OperatorError RENDER_INCOMPLETE when it was stopped, or with the list of the pictures that failed
 */
export async function renderVideo(rendering: Rendering, surroundings: Surroundings): Promise<void> {
  await makeFilm(rendering, surroundings).catch((error) => {
    throw surroundings.signal.aborted && isAbort(error) ? filmNotBegun() : error
  })
}

async function makeFilm(rendering: Rendering, surroundings: Surroundings): Promise<void> {
  const { config, batchSize, terminal } = rendering
  const { clock, log, signal } = surroundings
  const startMono = clock.now()
  const files = await filmFiles(rendering.input, rendering.output)
  await PartsFolder.assertFree(files, config.overwrite)
  const film = await probeFilm(files.input, { clock, signal })
  const fit = fittedFilm(film, askedSize(config.size))

  await using closing = new AsyncDisposableStack()
  const pool = new PixelPool({ keep: batchSize * BUFFERS_PER_PICTURE })
  const { painter, made } = await openPainter({ rendering, size: fit, pool, closing }, surroundings)
  const folder = await PartsFolder.open({ files, madeWith: made, overwrite: config.overwrite })
  const asked = folder.encoder === '' || config.encoder !== 'auto' ? config.encoder : folder.encoder
  const encoder = await chooseH264Encoder({ asked, quality: config.quality, signal })
  const form = filmForm({ film, fit, encoder })
  folder.assertFits(encoder.name)
  log.info(`${fit.widthPx}x${fit.heightPx}, encoded by ${encoder.name}`)

  const total = film.frames ?? (await countPictures(film, { clock, signal }))
  const already = folder.doneFrames
  if (already > 0) log.info(`${already} of ${total} frames are done already.`)
  const count = { total, finished: already, failures: [] as string[] }
  try {
    using progress = new Progress({ tally: count, noun: 'frames', clock, log, terminal })
    const onFrame = (reason?: string) => {
      if (reason !== undefined) count.failures.push(reason)
      count.finished++
      progress.show()
    }
    await makeParts({
      ...{ film, fit, form, folder, painter, pool, batchSize, encoder: encoder.name },
      clock,
      signal,
      onFrame,
    })
  } catch (error) {
    if (!signal.aborted) throw error
  }
  if (signal.aborted) throw filmStopped(folder, total)
  warnIfShort(film, folder, log)
  log.info('putting the film together')
  await joinFilm({ film, files, folder, timescale: form.timescale, clock, signal }).catch((error) => {
    throw signal.aborted ? filmStopped(folder, total) : error
  })
  if (folder.failures.length > 0) {
    await folder.joined()
    throw filmIncomplete(folder, film, files.output)
  }
  await folder.remove()
  log.info(`${shown(files.output)}: ${folder.frames} frames, in ${timeText((clock.now() - startMono) / 1000)}.`)
}

function fittedFilm(film: Film, size: Size | undefined): Fitted {
  const fit = fitted(film, size, { form: 'rgb24', multiple: 8 })
  if (fit.widthPx > 0 && fit.heightPx > 0) return fit
  const what = `${film.path} has ${film.widthPx}x${film.heightPx} pixels, less than 8x8.`
  throw new OperatorError('INPUT_UNREADABLE', what, 'Give a larger film, or --size.')
}

type PainterOptions = {
  readonly rendering: Rendering
  readonly size: Size
  readonly pool: PixelPool
  /** Takes what has to be closed. */
  readonly closing: AsyncDisposableStack
}

/** Who redraws: an engine of this process, or with `--workers` all that connect. And what the pictures are made with. */
async function openPainter(
  { rendering, size: { widthPx, heightPx }, pool, closing }: PainterOptions,
  { clock, log, signal, environment }: Surroundings,
): Promise<{ painter: FilmPainter; made: ReturnType<typeof madeWith> }> {
  const { config, batchSize, parameters, onStuck } = rendering
  if (config.workers) {
    const { host, jobPort } = config
    const admission = config.curve ? closing.use(await openAdmission({ folder: config.keys, clock, log })) : undefined
    const socket = closing.use(await openJobServerSocket({ host, port: jobPort, admission }))
    log.info(`workers may connect to port ${jobPort}`)
    const workerCommand = `npx i2i worker ${workerFlags(config)}`
    const size = { widthPx, heightPx }
    const painter = fleetPainter({ socket, size, parameters, batchSize, pool, clock, log, signal, workerCommand })
    const made = madeWith({ engine: { name: 'workers' }, checkpoint: undefined, ...rendering })
    return { painter, made: { ...made, quality: config.quality } }
  }
  const checkpoint = await checkpointFor(config, { log, environment })
  const options = { ...config, name: config.engine, checkpoint, onHung: onStuck, clock, log, waits: true }
  const engine = await openEngine(options)
  closing.defer(() => closeEngine(engine, { signal, clock, onStuck }))
  log.info(engine.description)
  // no JPEG is made on the way
  const { jpegQuality: _, ...made } = madeWith({ engine, checkpoint, ...rendering })
  const painter = enginePainter({ engine, pool, parameters, signal, batchSize })
  return { painter, made: { ...made, quality: config.quality } }
}

function workerFlags({ host, jobPort }: Making['config']): string {
  const address = host === '0.0.0.0' ? hostname() : host
  return `--primary-hostname ${address}${jobPort === 5555 ? '' : ` --job-port ${jobPort}`}`
}
