import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Size } from '#frame/capture.ts'
import { parseSize } from '#source/parseSize.ts'
import { openFfmpeg } from '#video/ffmpeg.ts'
import { fitted } from '#video/fitted.ts'
import { type Film, inputOf, probeFilm } from '#video/probe.ts'
import type { FramesConfig } from './frames/framesFields.ts'
import { FramesFolder } from './frames/framesFolder.ts'
import type { Recipe } from './frames/framesRecord.ts'
import { Progress, type Terminal } from './render/progress.ts'
import { timeText } from './render/timeText.ts'
import type { Surroundings } from './surroundings.ts'

/** What `i2i frames` is told. */
export type Extraction = {
  /** A file, or anything else that ffmpeg opens. */
  readonly video: string
  readonly folder: string
  readonly config: FramesConfig
  /** Where progress is drawn. */
  readonly terminal: Terminal
}

/**
 * Takes frames out of a video and puts them into a folder as numbered JPEGs, in order and each as a whole, so that a server
 * can play the folder while it fills. Run again after an interruption, it goes on where it stopped.
 * @throws OperatorError RENDER_INCOMPLETE when it was stopped
 */
export async function takeFrames(extraction: Extraction, surroundings: Surroundings): Promise<void> {
  const { folder, config, terminal } = extraction
  const { clock, log, signal } = surroundings
  const size = config.size === '' ? undefined : parseSize('size', config.size)
  const recipe = await recipeOf(extraction)
  const film = await probeFilm(recipe.video, { clock, signal })
  assertReaches(film, config.start)
  const frames = await FramesFolder.open({ folder, recipe, overwrite: config.overwrite })
  if (frames.isComplete) return log.info(`All ${frames.count} frames are in ${folder} already.`)
  if (frames.count > 0) log.info(`${frames.count} frames are in ${folder} already.`)
  log.info(`frames go to ${folder}; a server may play it from now on: --directory ${folder}`)

  const already = frames.count
  const startMono = clock.now()
  const total = expectedFrames(film, config)
  await using ffmpeg = await openFfmpeg({ args: argumentsOf(film, size, config, already), clock, signal })
  try {
    const tally = {
      total,
      failures: [],
      get finished() {
        return frames.count
      },
    }
    using progress = new Progress({ tally, noun: 'frames', clock, log, terminal })
    for await (const jpeg of ffmpeg) {
      await frames.add(jpeg)
      progress.show()
    }
  } catch (error) {
    if (error instanceof OperatorError) throw error
    if (!signal.aborted) throw broken(film, frames.count, reasonOf(error))
  }
  if (signal.aborted) throw stopped(frames.count, total, folder)
  if (frames.count === 0) throw empty(film)
  await frames.complete()
  if (frames.count < total - 2 * config.fps)
    log.warn(`${film.path} ends early: of about ${total} frames that it promises ${frames.count} could be read.`)
  const took = timeText((clock.now() - startMono) / 1000)
  log.info(`${frames.count - already} frames taken in ${took}; ${folder} holds ${frames.count}.`)
}

async function recipeOf({ video, config }: Extraction): Promise<Recipe> {
  const { fps, size, start, seconds } = config
  const file = await stat(video).catch(() => undefined)
  if (file?.isDirectory())
    throw new OperatorError('INPUT_UNREADABLE', `${video} is a folder.`, 'Give a video file: npx i2i frames clip.mp4')
  const found = file && { video: resolve(video), bytes: file.size, modifiedMs: Math.round(file.mtimeMs) }
  return { video, bytes: 0, modifiedMs: 0, ...found, fps, size, start, seconds }
}

function assertReaches({ path, durationUs }: Film, start: number): void {
  if (durationUs === undefined || start * 1e6 < durationUs) return
  const what = `--start ${start} is beyond the end of ${path}, which lasts ${(durationUs / 1e6).toFixed(1)} s.`
  throw new OperatorError('BAD_OPTION', what, 'Give a smaller --start.')
}

/** About how many frames there will be; 0 if nobody knows. */
function expectedFrames({ durationUs = 0 }: Film, { fps, start, seconds }: FramesConfig): number {
  const rest = Math.max(0, durationUs / 1e6 - start)
  return Math.round((seconds > 0 ? Math.min(seconds, rest || seconds) : rest) * fps)
}

/** Near lossless JPEGs at an even rate; those that are there already are decoded again, but neither scaled nor written. */
function argumentsOf(
  film: Film,
  size: Size | undefined,
  { fps, start, seconds }: FramesConfig,
  skip: number,
): string[] {
  const begin = start > 0 ? ['-ss', String(start)] : []
  const end = seconds > 0 ? ['-t', String(seconds)] : []
  const jpeg = { form: 'yuvj420p', multiple: 1, output: 'out_color_matrix=bt601:out_range=pc' }
  const filters = [`fps=${fps}`, ...(skip > 0 ? [`select='gte(n,${skip})'`] : []), ...fitted(film, size, jpeg).filters]
  return [
    ...[...begin, ...end, '-i', inputOf(film.path), '-map', `0:${film.track}`, '-vf', filters.join(',')],
    ...['-fps_mode', 'passthrough', '-c:v', 'mjpeg', '-q:v', '2', '-f', 'mjpeg', 'pipe:1'],
  ]
}

function stopped(count: number, total: number, folder: string): OperatorError {
  const what = `Stopped: ${count} of about ${Math.max(total, count)} frames are in ${folder}.`
  return new OperatorError('RENDER_INCOMPLETE', what, 'Run the same command again to go on.')
}

function broken({ path }: Film, count: number, reason: string): OperatorError {
  const remedy =
    'Run the same command again to go on. If it ends at the same place, the video is damaged there: cut it with --seconds.'
  return new OperatorError('INPUT_UNREADABLE', `Reading ${path} failed after ${count} frames: ${reason}.`, remedy)
}

function empty({ path }: Film): OperatorError {
  const remedy = 'Check that it plays: ffplay VIDEO. With --start or --seconds, give a place that has pictures.'
  return new OperatorError('INPUT_UNREADABLE', `No frame could be taken from ${path}.`, remedy)
}
