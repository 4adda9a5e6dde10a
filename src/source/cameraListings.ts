import type { Size } from '#frame/capture.ts'
import { type CameraFormat, kindOf, modeOf, type Rates } from './cameraFormat.ts'

/** `--camera-format` for a camera whose formats are not told: ffmpeg takes the one it likes best. */
export const ANY_FORMAT = 'auto'

/**
 * Reads what ffmpeg says on macOS when a camera is asked for a mode and for a layout of pixels that no camera has.
 * There are no JPEGs there, and every layout comes in every size.
 */
export function formatsOfAvfoundation(said: string): CameraFormat[] {
  const modes = [...said.matchAll(/(\d+)x(\d+)@\[([\d. ]+)\]fps/g)].map(([, width, height, rates]) => {
    const limits = rates.trim().split(/\s+/).map(Number)
    return modeOf(sizeOf(width, height), [{ minFps: Math.min(...limits), maxFps: Math.max(...limits) }])
  })
  if (modes.length === 0) return []
  const [, layouts = ''] = said.split(/Supported pixel formats:/)
  const names = [...layouts.matchAll(/^(?:\[[^\]]*\])?\s+([a-z0-9_]+)\s*$/gm)].map(([, name]) => name)
  return (names.length > 0 ? names : [ANY_FORMAT]).map((name) => ({ name, kind: kindOf(name), modes }))
}

/** Reads ffmpeg's list of what a camera of DirectShow delivers. */
export function formatsOfDshow(said: string): CameraFormat[] {
  const found = said.matchAll(
    /(?:vcodec|pixel_format)=([a-z0-9_]+) +min s=(\d+)x(\d+) fps=([\d.]+) max s=(\d+)x(\d+) fps=([\d.]+)/g,
  )
  const entries = [...found].map(([, name, minWidth, minHeight, minFps, maxWidth, maxHeight, maxFps]) => {
    const rates: readonly Rates[] = [{ minFps: Number(minFps), maxFps: Number(maxFps) }]
    return { name, mode: { smallest: sizeOf(minWidth, minHeight), largest: sizeOf(maxWidth, maxHeight), rates } }
  })
  // each mode is told twice: in the short form, and with the colours
  return [...Map.groupBy(entries, ({ name }) => name)].map(([name, same]) => ({
    name,
    kind: kindOf(name),
    modes: [...new Map(same.map(({ mode }) => [JSON.stringify(mode), mode])).values()],
  }))
}

function sizeOf(width: string, height: string): Size {
  return { widthPx: Number(width), heightPx: Number(height) }
}
