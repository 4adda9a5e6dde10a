import { fpsText, modeLines } from '#source/cameraFormat.ts'
import type { CameraReport } from './cameras.ts'

/** The cameras as lines for people. */
export function camerasText(cameras: readonly CameraReport[]): string {
  return cameras.length > 0 ? cameras.map(cameraText).join('\n\n') : NONE
}

const NONE = `No camera is connected to this machine.
A capture card counts as one. Other pictures that a show can begin with:
  npx i2i solo --input x11grab::0.0                      the screen of this machine (Linux with X)
  npx i2i solo --input rtsp://PHONE:8554/live            a phone or network camera that speaks RTSP
  npx i2i solo --mode pattern                            a moving test pattern`

function cameraText(camera: CameraReport): string {
  const { index, name, device, byId, reason, problem } = camera
  const lines = [
    ...(reason ? [reason] : []),
    byId ? `${device}, always the same: ${byId}` : device,
    ...formatLines(camera),
    ...(problem ? [problem] : []),
    ...takenLines(camera),
  ]
  return [`${index}  ${name}`, ...lines.map((line) => `   ${line}`)].join('\n')
}

function formatLines({ formats }: CameraReport): string[] {
  const width = Math.max(...formats.map(({ name }) => name.length))
  return formats.flatMap((format) =>
    modeLines(format).map((line, i) => `${(i === 0 ? format.name : '').padEnd(width)}  ${line}`),
  )
}

function takenLines({ state, taken, word }: CameraReport): string[] {
  if (state === 'forbidden' || state === 'noPictures' || state === 'noDevice') return []
  const { format, size, fps = 0, isCopied } = taken ?? {}
  const how = isCopied ? 'its own JPEGs, untouched' : 'encoded by ffmpeg'
  const mode = taken ? [`i2i takes ${format} ${size} at ${fpsText(fps)}: ${how}`] : []
  return [...mode, `npx i2i solo --mode camera --camera ${quoted(word)}`]
}

function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `"${word.replaceAll(/["\\$`]/g, '\\$&')}"`
}
