import { reasonOf } from '#errors/operatorError.ts'
import type { WindowConfig } from '#settings/windowFields.ts'
import type { Log } from '#telemetry/log.ts'
import { readColour } from './readColour.ts'
import type { WindowEvent } from './sdl/readEvent.ts'
import type { Sdl } from './sdl/sdl.ts'
import type { Pixels } from './texture.ts'
import { type Look, Window } from './window.ts'

export type StageOptions = {
  readonly sdl: Sdl
  readonly config: WindowConfig
  readonly title: string
  readonly log: Log
}

/** A window is as large as the first picture, but not larger than this. */
const WINDOW = { widthPx: 1024, heightPx: 576 }

/**
 * The window as long as there is one: made anew when the graphics card, the screen or somebody wants it, with what it showed.
 */
export class Stage implements Disposable {
  readonly #options: StageOptions
  #window: Window | undefined
  #windowed: boolean
  #look: Look
  #picture: Pixels | undefined
  #label: Pixels | undefined
  #isDirty = false

  /** Opens nothing yet. @throws OperatorError BAD_OPTION for a colour that is none */
  constructor(options: StageOptions) {
    const { rotate, windowMirror, pad, background, windowed } = options.config
    this.#options = options
    this.#windowed = windowed
    this.#look = {
      rotate: Number(rotate) as Look['rotate'],
      isMirrored: windowMirror,
      pad,
      background: readColour('--background', background),
      shade: 0,
    }
  }

  get isOpen(): boolean {
    return this.#window !== undefined
  }

  get isDirty(): boolean {
    return this.#isDirty
  }

  /** The shorter side of the screen in pixels, for a label of the right size. */
  get shortSidePx(): number {
    const { widthPx, heightPx } = this.#window?.size ?? WINDOW
    return Math.min(widthPx, heightPx)
  }

  /** Opens the window. @throws OperatorError NO_SCREEN */
  open(): void {
    const { sdl, config, title, log } = this.#options
    const { screen } = config
    const window = new Window({ sdl, title, screen, windowed: this.#windowed, size: this.#picture ?? WINDOW })
    this.#window = window
    if (window.isElsewhere) log.warn(`There is no screen ${screen}; the picture is on the first one (0).`)
    if (this.#picture) window.picture.set(this.#picture)
    if (this.#label) window.label.set(this.#label)
    this.#isDirty = true
    const { widthPx, heightPx } = window.size
    log.info(`window: ${widthPx}x${heightPx}${this.#windowed ? '' : ', full screen'}, drawn by the ${window.renderer}`)
  }

  /** Closes the window; `open` brings it back with what it showed. */
  close(): void {
    this.#window?.[Symbol.dispose]()
    this.#window = undefined
  }

  /** Puts a picture on the screen, now. Its pixels must stay as they are until the next one. */
  show(picture: Pixels): void {
    this.#picture = picture
    this.#change(() => this.#window?.picture.set(picture))
    this.draw()
  }

  /** Shows a label from the next picture on; undefined takes it away. */
  setLabel(label: Pixels | undefined): void {
    this.#label = label
    this.#change(() => (label ? this.#window?.label.set(label) : this.#window?.label[Symbol.dispose]()))
  }

  setShade(shade: number): void {
    if (shade === this.#look.shade) return
    this.#look = { ...this.#look, shade }
    this.#isDirty = true
  }

  toggleMirror(): void {
    this.#look = { ...this.#look, isMirrored: !this.#look.isMirrored }
    this.#isDirty = true
  }

  /** Between a window and the whole screen. Made anew: changing it afterwards needs a window manager. */
  toggleFullscreen(): void {
    this.#windowed = !this.#windowed
    this.close()
    this.open()
  }

  draw(): void {
    this.#isDirty = false
    this.#window?.draw(this.#look)
  }

  *events(): Generator<WindowEvent, void, undefined> {
    if (!this.#window) return
    for (const event of this.#window.events()) {
      if (event.type === 'exposed') this.#isDirty = true
      yield event
    }
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** A picture that the card has no room for is told; the one before stays. */
  #change(change: () => void): void {
    try {
      change()
    } catch (error) {
      this.#options.log.warn(reasonOf(error))
    }
    this.#isDirty = true
  }
}
