import type { Size } from '#frame/capture.ts'
import { SDL } from './sdl/constants.ts'
import type { Handle, Sdl } from './sdl/sdl.ts'

/** Pixels for the screen: 4 bytes each, blue, green, red, alpha. */
export type Pixels = Size & { readonly pixels: Uint8Array }

/** Pixels on the graphics card; made anew only when their size changes. */
export class Texture implements Disposable {
  readonly #sdl: Sdl
  readonly #renderer: Handle
  readonly #blend: number
  #texture: Handle = null
  size: Size = { widthPx: 0, heightPx: 0 }

  /** @param isOpaque whether its alpha is to be ignored */
  constructor(sdl: Sdl, renderer: Handle, { isOpaque }: { isOpaque: boolean }) {
    this.#sdl = sdl
    this.#renderer = renderer
    this.#blend = isOpaque ? SDL.BLENDMODE_NONE : SDL.BLENDMODE_BLEND
  }

  /** Null while there is nothing to show. */
  get handle(): Handle {
    return this.#texture
  }

  /** Takes pixels over; they may be used otherwise afterwards. @throws Error in words, if there is no room for them */
  set({ widthPx, heightPx, pixels }: Pixels): void {
    if (this.size.widthPx !== widthPx || this.size.heightPx !== heightPx) this.#make({ widthPx, heightPx })
    const failed = this.#sdl.updateTexture(this.#texture, null, pixels, widthPx * 4) !== 0
    if (failed) throw new Error(`a picture of ${widthPx}x${heightPx} cannot be shown: ${this.#sdl.error()}`)
  }

  [Symbol.dispose](): void {
    if (this.#texture !== null) this.#sdl.destroyTexture(this.#texture)
    this.#texture = null
    this.size = { widthPx: 0, heightPx: 0 }
  }

  #make(size: Size): void {
    this[Symbol.dispose]()
    const { PIXELFORMAT_ARGB8888: format, TEXTUREACCESS_STREAMING: access } = SDL
    this.#texture = this.#sdl.createTexture(this.#renderer, format, access, size.widthPx, size.heightPx)
    if (this.#texture === null) {
      throw new Error(`a picture of ${size.widthPx}x${size.heightPx} cannot be shown: ${this.#sdl.error()}`)
    }
    this.#sdl.setTextureBlend(this.#texture, this.#blend)
    this.size = size
  }
}
