import type { Size } from '#frame/capture.ts'
import { fpsText, kindOf, sizeText } from './cameraFormat.ts'
import { MJPEG } from './video.ts'

export type CameraArguments = {
  readonly platform: NodeJS.Platform
  readonly device: string
  readonly size: Size
  readonly fps: number
  /** The format that is asked of the camera; left out: whichever it likes. */
  readonly format?: string
  /** Whether its JPEGs are passed on untouched; otherwise ffmpeg makes JPEGs of what it delivers. */
  readonly isCopied: boolean
}

/** How ffmpeg is told to open a camera on each system. */
export function cameraArguments({ platform, device, size, fps, format, isCopied }: CameraArguments): string[] {
  const asked = ['-framerate', fpsText(fps), '-video_size', sizeText(size)]
  const output = isCopied ? COPY : MJPEG
  // a decoder that works on several pictures at once would hold them back
  const live = [...['-fflags', 'nobuffer', '-flags', 'low_delay'], ...formatArguments(platform, format), ...asked]
  if (platform === 'darwin') return ['-f', 'avfoundation', ...live, '-i', `${device}:none`, ...output]
  if (platform === 'win32') return ['-f', 'dshow', '-rtbufsize', '64M', ...live, '-i', device, ...output]
  return ['-f', 'v4l2', ...live, '-i', device, ...output]
}

const COPY = ['-c:v', 'copy', '-flush_packets', '1', '-f', 'mjpeg', 'pipe:1']

function formatArguments(platform: NodeJS.Platform, format: string | undefined): string[] {
  if (format === undefined) return []
  if (platform !== 'darwin' && platform !== 'win32') return ['-input_format', format]
  return kindOf(format) === 'raw' ? ['-pixel_format', format] : ['-vcodec', format]
}
