import type { LibraryHandle } from 'koffi'

/** Something of SDL's that we only hold and hand back; null when it could not be made. */
export type Handle = { readonly handle: unique symbol } | null

/** What we use of SDL 2. Rectangles are `[x, y, w, h]` as 32-bit integers; most results are 0 for success. */
export type Sdl = Readonly<{
  init(flags: number): number
  quit(): void
  error(): string
  setHint(name: string, value: string): number
  /** Also what a variable of the environment says; null if nothing does. */
  hint(name: string): string | null
  /** What draws on the screen: `x11`, `wayland`, `windows`, …; null before `init`. */
  driver(): string | null
  screens(): number
  screenBounds(screen: number, bounds: Int32Array): number
  createWindow(title: string, x: number, y: number, w: number, h: number, flags: number): Handle
  destroyWindow(window: Handle): void
  showCursor(shown: number): number
  disableScreenSaver(): void
  createRenderer(window: Handle, index: number, flags: number): Handle
  destroyRenderer(renderer: Handle): void
  outputSize(renderer: Handle, widthPx: Int32Array, heightPx: Int32Array): number
  createTexture(renderer: Handle, format: number, access: number, w: number, h: number): Handle
  destroyTexture(texture: Handle): void
  updateTexture(texture: Handle, area: Int32Array | null, pixels: Uint8Array, pitch: number): number
  setTextureBlend(texture: Handle, mode: number): number
  setColour(renderer: Handle, r: number, g: number, b: number, a: number): number
  setBlend(renderer: Handle, mode: number): number
  clear(renderer: Handle): number
  fill(renderer: Handle, area: Int32Array | null): number
  copy(
    renderer: Handle,
    texture: Handle,
    from: Int32Array | null,
    to: Int32Array,
    angle: number,
    centre: null,
    flip: number,
  ): number
  present(renderer: Handle): void
  pollEvent(event: Uint8Array): number
}>

// declarations as in SDL 2's headers; https://wiki.libsdl.org/SDL2
const DECLARATIONS: Readonly<Record<keyof Sdl, string>> = {
  init: 'int SDL_Init(uint32_t flags)',
  quit: 'void SDL_Quit()',
  error: 'const char *SDL_GetError()',
  setHint: 'int SDL_SetHint(const char *name, const char *value)',
  hint: 'const char *SDL_GetHint(const char *name)',
  driver: 'const char *SDL_GetCurrentVideoDriver()',
  screens: 'int SDL_GetNumVideoDisplays()',
  screenBounds: 'int SDL_GetDisplayBounds(int screen, void *bounds)',
  createWindow: 'void *SDL_CreateWindow(const char *title, int x, int y, int w, int h, uint32_t flags)',
  destroyWindow: 'void SDL_DestroyWindow(void *window)',
  showCursor: 'int SDL_ShowCursor(int toggle)',
  disableScreenSaver: 'void SDL_DisableScreenSaver()',
  createRenderer: 'void *SDL_CreateRenderer(void *window, int index, uint32_t flags)',
  destroyRenderer: 'void SDL_DestroyRenderer(void *renderer)',
  outputSize: 'int SDL_GetRendererOutputSize(void *renderer, void *w, void *h)',
  createTexture: 'void *SDL_CreateTexture(void *renderer, uint32_t format, int access, int w, int h)',
  destroyTexture: 'void SDL_DestroyTexture(void *texture)',
  updateTexture: 'int SDL_UpdateTexture(void *texture, void *rect, void *pixels, int pitch)',
  setTextureBlend: 'int SDL_SetTextureBlendMode(void *texture, int mode)',
  setColour: 'int SDL_SetRenderDrawColor(void *renderer, uint8_t r, uint8_t g, uint8_t b, uint8_t a)',
  setBlend: 'int SDL_SetRenderDrawBlendMode(void *renderer, int mode)',
  clear: 'int SDL_RenderClear(void *renderer)',
  fill: 'int SDL_RenderFillRect(void *renderer, void *rect)',
  copy: 'int SDL_RenderCopyEx(void *renderer, void *texture, void *from, void *to, double angle, void *centre, int flip)',
  present: 'void SDL_RenderPresent(void *renderer)',
  pollEvent: 'int SDL_PollEvent(void *event)',
}

/** The functions of a loaded library, by our own names. */
export function bindSdl(library: LibraryHandle): Sdl {
  const names = Object.keys(DECLARATIONS) as (keyof Sdl)[]
  return Object.fromEntries(names.map((name) => [name, library.func(DECLARATIONS[name])])) as unknown as Sdl
}
