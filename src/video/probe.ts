import { z } from 'zod'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Size } from '#frame/capture.ts'
import { outputOf } from './outputOf.ts'

/** What a film file holds, as far as it matters for reading its pictures and keeping its sound. */
export type Film = Size & {
  /** As it was named. */
  readonly path: string
  /** Place of its pictures among all tracks of the file. */
  readonly track: number
  /** How many times as wide as high a pixel is, in lowest terms; 1:1 where the file does not say. */
  readonly pixelShape: Ratio
  /** Pictures a second on average. */
  readonly fps: number
  /** Times of the pictures are multiples of this, in seconds. */
  readonly timeBase: Ratio
  /** Where the file begins, in microseconds: the zero of its own clock. */
  readonly startUs: number
  /** How long it says its pictures last, in microseconds; undefined if it does not. */
  readonly durationUs: number | undefined
  /** How many pictures it says it has; undefined if it does not. */
  readonly frames: number | undefined
  readonly colour: Colour
  /** Codecs of its sound tracks, in their order: `aac`. */
  readonly sounds: readonly string[]
}

export type Ratio = { readonly num: number; readonly den: number }

/** What the file says about its colours, in ffmpeg's words; undefined where it says nothing. */
export type Colour = {
  readonly matrix: string | undefined
  readonly primaries: string | undefined
  readonly transfer: string | undefined
}

export type ProbeOptions = {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Another program in ffprobe's place. */
  readonly command?: string | undefined
}

/** A file on a slow disk or a network drive may take a while; a broken one must not take for ever. */
const LIMIT_MS = 60_000
/** Counting reads the whole file. */
const COUNT_LIMIT_MS = 60 * 60_000

/**
 * Reads what a film consists of. The size is that on the screen: a film that a telephone took upright is upright.
 * @param path a file, or anything else that ffmpeg opens
 * @throws OperatorError FFMPEG_MISSING, or INPUT_UNREADABLE if it cannot be read or has no pictures that move
 */
export async function probeFilm(path: string, options: ProbeOptions): Promise<Film> {
  const args = ['-show_entries', ENTRIES, '-of', 'json', inputOf(path)]
  const answer = await asked(path, args, LIMIT_MS, options)
  const { streams, format } = parsed(path, answer)
  const pictures = streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1)
  if (!pictures?.width || !pictures.height) throw withoutPictures(path, streams)
  const isTurned = Math.abs(pictures.side_data_list?.find(({ rotation }) => rotation)?.rotation ?? 0) % 180 === 90
  const shape = ratioOf(pictures.sample_aspect_ratio, ':') ?? { num: 1, den: 1 }
  return {
    path,
    track: pictures.index,
    widthPx: isTurned ? pictures.height : pictures.width,
    heightPx: isTurned ? pictures.width : pictures.height,
    pixelShape: isTurned ? { num: shape.den, den: shape.num } : shape,
    fps: rateOf(pictures.avg_frame_rate) ?? rateOf(pictures.r_frame_rate) ?? 25,
    timeBase: ratioOf(pictures.time_base, '/') ?? { num: 1, den: 1000 },
    startUs: microseconds(format.start_time) ?? 0,
    durationUs: microseconds(pictures.duration) ?? microseconds(format.duration),
    frames: pictures.nb_frames === undefined ? undefined : Number(pictures.nb_frames),
    colour: {
      matrix: known(pictures.color_space),
      primaries: known(pictures.color_primaries),
      transfer: known(pictures.color_transfer),
    },
    sounds: streams.flatMap(({ codec_type, codec_name }) => (codec_type === 'audio' ? [codec_name ?? 'unknown'] : [])),
  }
}

/** Counts the pictures of a film by reading all of it, without decoding. @throws as `probeFilm` */
export async function countPictures(
  { path, track }: Pick<Film, 'path' | 'track'>,
  options: ProbeOptions,
): Promise<number> {
  const what = ['-select_streams', String(track), '-count_packets', '-show_entries', 'stream=nb_read_packets']
  const answer = await asked(path, [...what, '-of', 'json', inputOf(path)], COUNT_LIMIT_MS, options)
  const counted = z
    .object({ streams: z.array(z.object({ nb_read_packets: z.string().optional() })) })
    .parse(JSON.parse(answer))
  return Number(counted.streams[0]?.nb_read_packets ?? 0)
}

/** How ffmpeg is told to open it: a name that begins with a dash or has a colon is still a file. */
export function inputOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : `file:${path}`
}

const STREAM = [
  ...['index', 'codec_type', 'codec_name', 'width', 'height', 'sample_aspect_ratio', 'avg_frame_rate', 'r_frame_rate'],
  ...['time_base', 'duration', 'nb_frames', 'color_space', 'color_primaries', 'color_transfer'],
]
const ENTRIES = `stream=${STREAM.join(',')}:stream_disposition=attached_pic:stream_side_data=rotation:format=start_time,duration`

const stream = z.object({
  index: z.int().min(0),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.int().min(0).optional(),
  height: z.int().min(0).optional(),
  sample_aspect_ratio: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  r_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  duration: z.string().optional(),
  nb_frames: z.string().regex(/^\d+$/).optional(),
  color_space: z.string().optional(),
  color_primaries: z.string().optional(),
  color_transfer: z.string().optional(),
  disposition: z.object({ attached_pic: z.int() }).partial().optional(),
  side_data_list: z.array(z.object({ rotation: z.number() }).partial()).optional(),
})
type Stream = z.infer<typeof stream>
const answerSchema = z.object({
  streams: z.array(stream).default([]),
  format: z.object({ start_time: z.string().optional(), duration: z.string().optional() }).default({}),
})

async function asked(path: string, args: readonly string[], limitMs: number, options: ProbeOptions): Promise<string> {
  const { command = 'ffprobe', ...surroundings } = options
  try {
    return await outputOf(command, ['-v', 'error', ...args], { ...surroundings, limitMs })
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof OperatorError) throw error
    throw unreadable(path, reasonOf(error), error)
  }
}

function parsed(path: string, answer: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(answer))
  } catch (cause) {
    throw unreadable(path, 'ffprobe gave an answer that cannot be read', cause)
  }
}

function unreadable(path: string, reason: string, cause: unknown): OperatorError {
  const words = reason.replaceAll(`${inputOf(path)}: `, '')
  const remedy = 'Check that the file is complete and that ffmpeg plays it: ffplay VIDEO.'
  return new OperatorError('INPUT_UNREADABLE', `${path} cannot be read as a video: ${words}.`, remedy, { cause })
}

function withoutPictures(path: string, streams: readonly Stream[]): OperatorError {
  const found = streams.map(({ codec_name, codec_type }) => codec_name ?? codec_type ?? 'something unknown')
  const holds = found.length > 0 ? `only ${found.join(', ')}` : 'nothing'
  const remedy = 'Give a file with a video track.'
  return new OperatorError('INPUT_UNREADABLE', `${path} has no video track: it holds ${holds}.`, remedy)
}

function ratioOf(text: string | undefined, sign: string): Ratio | undefined {
  const [num, den] = (text ?? '').split(sign).map(Number)
  return num > 0 && den > 0 ? { num, den } : undefined
}

function rateOf(text: string | undefined): number | undefined {
  const ratio = ratioOf(text, '/')
  return ratio && ratio.num / ratio.den
}

function microseconds(seconds: string | undefined): number | undefined {
  const us = Math.round(Number(seconds) * 1e6)
  return Number.isFinite(us) ? us : undefined
}

function known(word: string | undefined): string | undefined {
  return word === undefined || word === 'unknown' || word === 'reserved' ? undefined : word
}
