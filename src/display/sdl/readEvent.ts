import { EVENT } from './constants.ts'

/** What happened to the window, as far as it matters to us. */
export type WindowEvent =
  /** `key` is the character on it, in small letters. */
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'closed' }
  /** What is on the screen has to be drawn again. */
  | { readonly type: 'exposed' }
  /** What the graphics card had is gone, or the screen: the window has to be made anew. */
  | { readonly type: 'lost' }
  /** A screen has come or gone. */
  | { readonly type: 'screens' }

/** Reads an `SDL_Event`; undefined for one that does not matter. A key that is held down counts once. */
export function readEvent(event: Uint8Array): WindowEvent | undefined {
  const view = new DataView(event.buffer, event.byteOffset, event.byteLength)
  switch (view.getUint32(0, true)) {
    case EVENT.QUIT:
      return { type: 'closed' }
    case EVENT.KEYDOWN:
      return view.getUint8(13) === 0 ? keyOf(view.getInt32(20, true)) : undefined
    case EVENT.WINDOW:
      return [EVENT.WINDOW_EXPOSED, EVENT.WINDOW_SIZE_CHANGED].some((what) => what === view.getUint8(12))
        ? { type: 'exposed' }
        : undefined
    case EVENT.RENDER_TARGETS_RESET:
    case EVENT.RENDER_DEVICE_RESET:
      return { type: 'lost' }
    case EVENT.DISPLAY:
      return { type: 'screens' }
  }
}

/** Keys with a character have its code; those without one have a high bit set. */
function keyOf(code: number): WindowEvent | undefined {
  return code > 0 && code < 128 ? { type: 'key', key: String.fromCharCode(code).toLowerCase() } : undefined
}
