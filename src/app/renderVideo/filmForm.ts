import { type Fitted, matrixOf } from '#video/fitted.ts'
import type { H264Encoder } from '#video/h264Encoder.ts'
import type { MatroskaOptions } from '#video/matroska.ts'
import type { Film, Ratio } from '#video/probe.ts'

/** What the parts of a film are encoded like: all alike, so that they fit together. */
export type FilmForm = MatroskaOptions & {
  /** For ffmpeg, between its own options and the name of the file. */
  readonly args: readonly string[]
  /** Ticks a second of the times. */
  readonly timescale: number
}

export type FilmFormOptions = { readonly film: Film; readonly fit: Fitted; readonly encoder: H264Encoder }

/** With fewer ticks a second than this, players and other programs round. */
const MIN_TIMESCALE = 10_000
/** Microseconds: nobody sees less. */
const MAX_TIMESCALE = 1_000_000
/** Every second of the film can be jumped to about as well as in others. */
const KEYFRAME_EVERY_S = 4

/**
 * The form of a film's parts: H.264 in MP4, with the times and colours of the input. Without B-frames a picture is stored
 * where it is shown, so that parts join to the microsecond whatever the encoder.
 */
export function filmForm({ film, fit, encoder }: FilmFormOptions): FilmForm {
  const timescale = timescaleOf(film.timeBase)
  const { num, den } = fit.pixelShape
  const matrix = matrixOf(film)
  const scale = `scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp+bicubic:out_color_matrix=${matrix}:out_range=tv`
  const filters = [scale, `setsar=${num}/${den}`, encoder.filter]
  return {
    kind: 'rgb',
    widthPx: fit.widthPx,
    heightPx: fit.heightPx,
    fps: film.fps,
    timescale,
    args: [
      ...['-y', ...encoder.inputArgs, '-f', 'matroska', '-i', 'pipe:0', '-vf', filters.join(',')],
      ...['-fps_mode', 'passthrough', '-enc_time_base', `1:${timescale}`, ...encoder.args, '-bf', '0'],
      ...['-g', String(Math.max(1, Math.round(film.fps * KEYFRAME_EVERY_S))), ...colourArguments(film)],
      ...['-video_track_timescale', String(timescale), '-f', 'mp4'],
    ],
  }
}

/** A multiple of the input's ticks a second, so that its times stay exact. */
function timescaleOf({ den }: Ratio): number {
  return den > MAX_TIMESCALE ? MAX_TIMESCALE : den * Math.ceil(MIN_TIMESCALE / den)
}

function colourArguments(film: Film): string[] {
  const { colour, heightPx, widthPx } = film
  const assumed = Math.min(widthPx, heightPx) >= 720 ? 'bt709' : 'smpte170m'
  const { primaries, transfer } = colour
  return [
    ...['-color_range', 'tv', '-colorspace', colour.matrix ?? assumed],
    ...(primaries ? ['-color_primaries', primaries] : []),
    ...(transfer ? ['-color_trc', transfer] : []),
  ]
}
