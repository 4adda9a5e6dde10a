import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { OperatorError } from '#errors/operatorError.ts'
import { missing } from './missing.ts'

/** How ffmpeg is told to write H.264. */
export type H264Encoder = {
  /** ffmpeg's name: `libx264`, `h264_nvenc`. */
  readonly name: string
  /** Before the inputs. */
  readonly inputArgs: readonly string[]
  /** Last filters before the encoder. */
  readonly filter: string
  /** For the output, quality included. */
  readonly args: readonly string[]
  /** Takes no threads of the processor. */
  readonly isHardware: boolean
}

export type ChooseOptions = {
  /** `auto`, or one of ffmpeg's names. */
  readonly asked: string
  /** As x264 counts: 0 loses nothing, 18 can hardly be seen, 30 is poor. */
  readonly quality: number
  readonly signal: AbortSignal
  /** Another program in ffmpeg's place. */
  readonly command?: string | undefined
  /** Writes in time with a show, rather than as small as can be. */
  readonly isLive?: boolean
}

/** A card that is there answers within this time; one that hangs does not hold anybody up for longer. */
const TRY_WITHIN_MS = 8000
/** ffmpeg's names of hardware encoders on each system, in the order in which they are tried. */
const HARDWARE: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['h264_nvenc', 'h264_qsv', 'h264_vaapi', 'h264_v4l2m2m'],
  darwin: ['h264_videotoolbox'],
  win32: ['h264_nvenc', 'h264_qsv', 'h264_amf', 'h264_mf'],
}
const SOFTWARE = 'libx264'

/**
 * The encoder that was asked for, or the first that this machine really has: each one is tried on a few pictures, since
 * ffmpeg also lists those whose card is not there.
 * @throws OperatorError BAD_OPTION if none works, FFMPEG_MISSING
 */
export async function chooseH264Encoder(options: ChooseOptions): Promise<H264Encoder> {
  const { asked, signal, command = 'ffmpeg' } = options
  const listed = await encodersOf(command, signal)
  const wanted = asked === 'auto' ? [...(HARDWARE[process.platform] ?? []), SOFTWARE] : [asked]
  const there = wanted.filter((name) => listed.includes(name))
  for (const name of there) {
    const encoder = encoderNamed(name, options)
    if (await works(encoder, command, signal)) return encoder
  }
  signal.throwIfAborted()
  throw noEncoder(asked, listed)
}

/** An encoder with everything that it has to be told. */
export function encoderNamed(
  name: string,
  { quality, isLive = false }: Pick<ChooseOptions, 'quality' | 'isLive'>,
): H264Encoder {
  const q = String(quality)
  switch (name) {
    case 'h264_nvenc':
      return hardware(name, ['-preset', isLive ? 'p3' : 'p5', '-rc', 'vbr', '-cq', q, '-b:v', '0'])
    case 'h264_qsv':
      return hardware(name, ['-global_quality', q])
    case 'h264_vaapi': {
      const upload = ['-vaapi_device', '/dev/dri/renderD128']
      return { ...hardware(name, ['-rc_mode', 'CQP', '-qp', q]), inputArgs: upload, filter: 'format=nv12,hwupload' }
    }
    case 'h264_videotoolbox':
      return hardware(name, ['-q:v', String(Math.max(1, Math.round(100 - quality * 2)))])
    case 'h264_amf':
      return hardware(name, ['-rc', 'cqp', '-qp_i', q, '-qp_p', q])
    case SOFTWARE:
      return {
        ...{ name, inputArgs: [], filter: 'format=yuv420p', isHardware: false },
        args: ['-c:v', name, '-preset', isLive ? 'veryfast' : 'medium', '-crf', q],
      }
    default:
      return hardware(name, ['-b:v', '12M'])
  }
}

function hardware(name: string, args: readonly string[]): H264Encoder {
  return { name, inputArgs: [], filter: 'format=nv12', args: ['-c:v', name, ...args], isHardware: true }
}

/** The H.264 encoders that ffmpeg was built with. @throws OperatorError FFMPEG_MISSING */
async function encodersOf(command: string, signal: AbortSignal): Promise<string[]> {
  const asked = promisify(execFile)(command, ['-hide_banner', '-encoders'], { signal, timeout: TRY_WITHIN_MS })
  const { stdout } = await asked.catch((cause) => {
    signal.throwIfAborted()
    return missing(command, cause)
  })
  return [...stdout.matchAll(/^ V\S+ (\S+)/gm)].map(([, name]) => name as string).filter((name) => /264/.test(name))
}

async function works({ inputArgs, filter, args }: H264Encoder, command: string, signal: AbortSignal): Promise<boolean> {
  const test = ['-f', 'lavfi', '-i', 'color=c=gray:s=256x256:r=30:d=0.2']
  const quietly = ['-hide_banner', '-loglevel', 'error', '-nostdin']
  const all = [...quietly, ...inputArgs, ...test, '-vf', filter, ...args, '-f', 'null', '-']
  try {
    await promisify(execFile)(command, all, { signal, timeout: TRY_WITHIN_MS, killSignal: 'SIGKILL' })
    return true
  } catch (error) {
    if (signal.aborted) throw error
    return false // whatever the reason, this one cannot be had here
  }
}

function noEncoder(asked: string, listed: readonly string[]): OperatorError {
  const there = listed.length > 0 ? `This ffmpeg knows ${listed.join(', ')}.` : 'This ffmpeg knows none.'
  const what = asked === 'auto' ? 'No encoder for H.264 works here.' : `The encoder ${asked} does not work here.`
  const remedy =
    asked === 'auto'
      ? 'Install an ffmpeg with libx264: sudo apt install ffmpeg'
      : 'Leave out --encoder, or give libx264.'
  return new OperatorError('BAD_OPTION', `${what} ${there}`, remedy)
}
