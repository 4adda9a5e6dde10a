import type { Size } from '#frame/capture.ts'

/** A place in pixels; may reach beyond the screen. */
export type Place = Size & { readonly xPx: number; readonly yPx: number }

/** How a screen is looked at. */
export type View = {
  /** The screen as the graphics card sees it. */
  readonly screen: Size
  /** Degrees clockwise that the picture is turned by. */
  readonly rotate: 0 | 90 | 180 | 270
  /** Left and right are exchanged, in the picture as it is seen upright. */
  readonly isMirrored: boolean
}

/** The screen as somebody sees it for whom the picture is upright. */
export function uprightScreen({ screen, rotate }: View): Size {
  return rotate % 180 === 0 ? screen : { widthPx: screen.heightPx, heightPx: screen.widthPx }
}

/**
 * Where a picture goes on an upright screen, in its own proportions and centred.
 * @param pad true: all of it is seen, with bars; false: it covers the screen and may be cut
 */
export function fitted(picture: Size, screen: Size, pad: boolean): Place {
  const scales = [screen.widthPx / picture.widthPx, screen.heightPx / picture.heightPx]
  const scale = pad ? Math.min(...scales) : Math.max(...scales)
  const widthPx = Math.max(1, Math.round(picture.widthPx * scale))
  const heightPx = Math.max(1, Math.round(picture.heightPx * scale))
  const xPx = Math.round((screen.widthPx - widthPx) / 2)
  const yPx = Math.round((screen.heightPx - heightPx) / 2)
  return { xPx, yPx, widthPx, heightPx }
}

/**
 * The same place for the graphics card, which takes it unturned and then turns what is in it about its centre.
 * @see https://wiki.libsdl.org/SDL2/SDL_RenderCopyEx
 */
export function onScreen({ xPx, yPx, widthPx, heightPx }: Place, view: View): Place {
  const upright = uprightScreen(view)
  const across = (xPx + widthPx / 2 - upright.widthPx / 2) * (view.isMirrored ? -1 : 1)
  const down = yPx + heightPx / 2 - upright.heightPx / 2
  const [right, below] = turned(across, down, view.rotate)
  return {
    xPx: Math.round(view.screen.widthPx / 2 + right - widthPx / 2),
    yPx: Math.round(view.screen.heightPx / 2 + below - heightPx / 2),
    widthPx,
    heightPx,
  }
}

/** A direction after a clockwise turn; y points down. */
function turned(x: number, y: number, degrees: View['rotate']): readonly [number, number] {
  if (degrees === 90) return [-y, x]
  if (degrees === 180) return [-x, -y]
  if (degrees === 270) return [y, -x]
  return [x, y]
}
