import { OperatorError } from '#errors/operatorError.ts'
import { fpsText } from './cameraFormat.ts'

const PREFIX = 'x11grab:'

/** Whether an input or a camera is an X screen: `x11grab::0.0`. */
export function isScreen(address: string): boolean {
  return address.startsWith(PREFIX)
}

/**
 * How ffmpeg is told to capture an X screen, or a part of it: `x11grab:DISPLAY[+X,Y,WIDTHxHEIGHT]`.
 * @throws OperatorError BAD_OPTION
 */
export function screenArguments(address: string, fps: number): string[] {
  const match = /^x11grab:([\w.-]*:\d+(?:\.\d+)?)(?:\+(\d+),(\d+))?(?:,(\d+x\d+))?$/.exec(address)
  const [, display, x = '0', y = '0', size] = match ?? []
  // without a size ffmpeg takes all of the screen, which does not fit behind an offset
  if (!display || (!size && (x !== '0' || y !== '0'))) throw notAScreen(address)
  const part = size ? ['-video_size', size] : []
  return [...['-f', 'x11grab', '-framerate', fpsText(fps)], ...part, '-i', `${display}+${x},${y}`]
}

function notAScreen(address: string): OperatorError {
  return new OperatorError(
    'BAD_OPTION',
    `${JSON.stringify(address)} is no X screen.`,
    'Give x11grab::0.0 for all of it, or x11grab::0.0+100,200,1280x720 for a part.',
  )
}
