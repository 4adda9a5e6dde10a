import { runTool } from './quiet/runTool.ts'
import type { Environment } from './withoutSecrets.ts'

/** A screen in pixels of the whole desktop. */
export type ScreenPlace = {
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * Where a screen of an X server is, with the primary one first: where no window manager runs, a browser cannot fill it unless
 * it is told. Undefined if it cannot be learnt (no `xrandr`, Wayland, not Linux), and for the first screen if there is no such.
 */
export async function kioskScreen(screen: number, environment: Environment): Promise<ScreenPlace | undefined> {
  if (!environment.DISPLAY || environment.WAYLAND_DISPLAY) return undefined
  try {
    const places = readXrandr(await runTool(['xrandr', '--current'], environment))
    return places[screen] ?? places[0]
  } catch {
    // not installed: a window manager, if there is one, does without
    return undefined
  }
}

/** The screens in the answer of `xrandr` that show something. */
export function readXrandr(answer: string): ScreenPlace[] {
  const lines = [...answer.matchAll(/^\S+ connected( primary)? (\d+)x(\d+)\+(\d+)\+(\d+)/gm)]
  const sorted = [...lines.filter(([, isPrimary]) => isPrimary), ...lines.filter(([, isPrimary]) => !isPrimary)]
  return sorted.map(([, , widthPx, heightPx, xPx, yPx]) => ({
    xPx: Number(xPx),
    yPx: Number(yPx),
    widthPx: Number(widthPx),
    heightPx: Number(heightPx),
  }))
}
