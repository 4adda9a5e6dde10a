import { rename, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { outputOf } from '#video/outputOf.ts'
import { countPictures, type Film, inputOf } from '#video/probe.ts'
import { storeFile } from '../render/storeFile.ts'
import { writeFailure } from '../render/writeWhole.ts'
import type { FilmFiles } from './filmFiles.ts'
import type { Container } from './filmNames.ts'
import type { Part } from './filmRecord.ts'
import type { PartsFolder } from './partsFolder.ts'

export type JoinOptions = {
  readonly film: Film
  readonly files: FilmFiles
  readonly folder: PartsFolder
  readonly timescale: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Puts the parts together without encoding them again, and adds sound, chapters and titles of the input. The result is
 * counted before it gets its name.
 * @throws OperatorError DISK_FULL, OUTPUT_UNWRITABLE
 */
export async function joinFilm({ film, files, folder, timescale, clock, signal }: JoinOptions): Promise<void> {
  const list = join(folder.path, 'parts.txt')
  const whole = join(folder.path, `film${extname(files.output)}`)
  await writeFile(list, listOf(folder.parts)).catch((error) => Promise.reject(writeFailure(list, error)))
  const delayUs = (folder.parts[0]?.firstUs ?? 0) - film.startUs
  const args = [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
    ...(delayUs > 0 ? ['-itsoffset', seconds(delayUs)] : []),
    ...['-f', 'concat', '-safe', '0', '-i', inputOf(list), '-i', inputOf(film.path)],
    ...['-map', '0:v:0', '-map', '1:a?', '-c:v', 'copy', ...soundArguments(film.sounds, files.container)],
    ...['-map_metadata', '1', '-map_chapters', '1', '-video_track_timescale', String(timescale)],
    ...['-movflags', '+faststart', '-f', files.container.format, whole],
  ]
  await outputOf('ffmpeg', args, { clock, signal }).catch((error) => {
    throw signal.aborted || error instanceof OperatorError ? error : notJoined(files.output, error)
  })
  const written = await countPictures({ path: whole, track: 0 }, { clock, signal })
  if (written !== folder.frames) throw new RangeError(`the film has ${written} pictures, its parts ${folder.frames}`)
  await storeFile(whole).catch((error) => Promise.reject(writeFailure(whole, error)))
  await rename(whole, files.output).catch((error) => Promise.reject(writeFailure(files.output, error)))
}

/** Each part lasts until the next one begins, to the microsecond. @see ffmpeg's concat demuxer */
function listOf(parts: readonly Part[]): string {
  const lines = parts.flatMap(({ file, firstUs }, i) => {
    const next = parts[i + 1]
    return [`file ${file}`, ...(next ? [`duration ${seconds(next.firstUs - firstUs)}`] : [])]
  })
  return `${['ffconcat version 1.0', ...lines].join('\n')}\n`
}

/** Tracks that the container takes as they are stay so. */
export function soundArguments(sounds: readonly string[], { sounds: taken }: Container): string[] {
  return sounds.flatMap((codec, i) => {
    if (taken === 'all' || taken.includes(codec)) return [`-c:a:${i}`, 'copy']
    return [`-c:a:${i}`, 'aac', `-b:a:${i}`, '256k']
  })
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(6)
}

function notJoined(output: string, cause: unknown): OperatorError {
  const reason = reasonOf(cause)
  const remedy = 'The finished parts stay. Free some space, or mend the reason, and run the same command again.'
  if (/no space left/i.test(reason))
    return new OperatorError('DISK_FULL', `There is no room left for ${output}.`, remedy, { cause })
  return new OperatorError('OUTPUT_UNWRITABLE', `${output} cannot be put together: ${reason}.`, remedy, { cause })
}
