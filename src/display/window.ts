import { OperatorError } from '#errors/operatorError.ts'
import type { Size } from '#frame/capture.ts'
import { fitted, onScreen, type Place, uprightScreen, type View } from './placement.ts'
import type { Colour } from './readColour.ts'
import { EVENT_BYTES, SDL } from './sdl/constants.ts'
import { readEvent, type WindowEvent } from './sdl/readEvent.ts'
import type { Handle, Sdl } from './sdl/sdl.ts'
import { Texture } from './texture.ts'

export type WindowOptions = {
  readonly sdl: Sdl
  readonly title: string
  /** 0 is the first. One that is not there: the first is taken. */
  readonly screen: number
  readonly windowed: boolean
  /** Of a window that is not the whole screen. */
  readonly size: Size
}

/** How everything is shown at this moment. */
export type Look = Pick<View, 'rotate' | 'isMirrored'> & {
  readonly pad: boolean
  readonly background: Colour
  /** Share of the background over the picture: 0 shows the picture, 1 nothing of it. */
  readonly shade: number
}

/** Drivers of SDL that draw for nobody; good for trials, when they are asked for by name. */
const UNSEEN = ['dummy', 'offscreen']

/** Between the label and the edges of the screen, in pixels. */
const MARGIN_PX = 16

/** A window, or a whole screen, with one picture and one label. Opened at once, with its pictures on the graphics card. */
export class Window implements Disposable {
  readonly picture: Texture
  readonly label: Texture
  /** Who draws, for the log: `opengl`; with vertical sync or not. */
  readonly renderer: string
  /** The screen that was asked for is not there. */
  readonly isElsewhere: boolean
  readonly #screens: number
  readonly #sdl: Sdl
  readonly #window: Handle
  readonly #renderer: Handle
  #isClosed = false
  readonly #event = new Uint8Array(EVENT_BYTES)

  /** @throws OperatorError NO_SCREEN */
  constructor(options: WindowOptions) {
    const { sdl } = options
    this.#sdl = sdl
    prepare(sdl)
    if (sdl.init(SDL.INIT_VIDEO) !== 0) throw noScreen(sdl.error())
    if (!isVisible(sdl)) {
      sdl.quit()
      throw noScreen('no screen answers')
    }
    this.#screens = sdl.screens()
    this.isElsewhere = options.screen >= this.#screens
    this.#window = made(sdl, createWindow({ ...options, screen: this.isElsewhere ? 0 : options.screen }))
    // vertical sync where the driver has it: the newest picture at the next turn of the screen, and none torn
    const hardware = sdl.createRenderer(this.#window, -1, SDL.RENDERER_ACCELERATED | SDL.RENDERER_PRESENTVSYNC)
    this.#renderer = made(sdl, hardware ?? sdl.createRenderer(this.#window, -1, SDL.RENDERER_SOFTWARE))
    this.renderer = hardware === null ? 'software' : 'graphics card'
    sdl.showCursor(0)
    sdl.disableScreenSaver()
    sdl.setBlend(this.#renderer, SDL.BLENDMODE_BLEND)
    this.picture = new Texture(sdl, this.#renderer, { isOpaque: true })
    this.label = new Texture(sdl, this.#renderer, { isOpaque: false })
  }

  /** In pixels of the screen, which can change at any time. */
  get size(): Size {
    const [width, height] = [new Int32Array(1), new Int32Array(1)]
    this.#sdl.outputSize(this.#renderer, width, height)
    return { widthPx: width[0], heightPx: height[0] }
  }

  /** Puts everything on the screen; with vertical sync this waits for the next turn of the screen. */
  draw({ rotate, isMirrored, pad, background, shade }: Look): void {
    const view = { screen: this.size, rotate, isMirrored }
    const upright = uprightScreen(view)
    this.#colour(background, 1)
    this.#sdl.clear(this.#renderer)
    if (shade < 1) this.#copy(this.picture, fitted(this.picture.size, upright, pad), view)
    if (shade > 0 && shade < 1) {
      this.#colour(background, shade)
      this.#sdl.fill(this.#renderer, null)
    }
    this.#copy(this.label, { ...this.label.size, xPx: MARGIN_PX, yPx: MARGIN_PX }, view)
    this.#sdl.present(this.#renderer)
  }

  /** What has happened since the last call. */
  *events(): Generator<WindowEvent, void, undefined> {
    while (this.#sdl.pollEvent(this.#event) === 1) {
      const event = readEvent(this.#event)
      // told at the start as well, when nothing has changed
      if (event?.type === 'screens') yield { type: this.#sdl.screens() === this.#screens ? 'exposed' : 'lost' }
      else if (event) yield event
    }
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.picture[Symbol.dispose]()
    this.label[Symbol.dispose]()
    this.#sdl.destroyRenderer(this.#renderer)
    this.#sdl.destroyWindow(this.#window)
    this.#sdl.quit()
  }

  #colour([red, green, blue]: Colour, share: number): void {
    this.#sdl.setColour(this.#renderer, red, green, blue, Math.round(share * 255))
  }

  #copy({ handle }: Texture, place: Place, view: View): void {
    if (handle === null) return
    const { xPx, yPx, widthPx, heightPx } = onScreen(place, view)
    const to = Int32Array.of(xPx, yPx, widthPx, heightPx)
    const flip = view.isMirrored ? SDL.FLIP_HORIZONTAL : SDL.FLIP_NONE
    this.#sdl.copy(this.#renderer, handle, null, to, view.rotate, null, flip)
  }
}

/** What SDL has to know before it starts. */
function prepare(sdl: Sdl): void {
  const hints = {
    SDL_NO_SIGNAL_HANDLERS: '1', // Ctrl-C is ours
    SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS: '0', // a projector keeps its picture when somebody works on another screen
    SDL_RENDER_SCALE_QUALITY: 'linear',
    SDL_APP_NAME: 'i2i-realtime',
    SDL_VIDEO_X11_WMCLASS: 'i2i-realtime',
  }
  for (const [name, value] of Object.entries(hints)) sdl.setHint(name, value)
}

function createWindow({ sdl, title, screen, windowed, size }: WindowOptions): Handle {
  const at = SDL.WINDOWPOS_CENTERED_DISPLAY + screen
  const { widthPx, heightPx } = windowed ? size : sizeOfScreen(sdl, screen, size)
  // fullscreen from the start: where no window manager runs, nobody would do it later
  const flags = SDL.WINDOW_ALLOW_HIGHDPI | (windowed ? SDL.WINDOW_RESIZABLE : SDL.WINDOW_FULLSCREEN_DESKTOP)
  return sdl.createWindow(title, at, at, widthPx, heightPx, flags)
}

/** A window that is made in another size is drawn wrongly until the system has told it of the right one. */
function sizeOfScreen(sdl: Sdl, screen: number, otherwise: Size): Size {
  const bounds = new Int32Array(4)
  return sdl.screenBounds(screen, bounds) === 0 ? { widthPx: bounds[2], heightPx: bounds[3] } : otherwise
}

/** @throws OperatorError NO_SCREEN when it could not be made; SDL is ended then */
function made(sdl: Sdl, handle: Handle): Handle {
  if (handle !== null) return handle
  const error = noScreen(sdl.error())
  sdl.quit()
  throw error
}

/** Where no screen answers, SDL draws into memory that nobody sees, and calls it success. */
function isVisible(sdl: Sdl): boolean {
  const driver = sdl.driver() ?? ''
  return !UNSEEN.includes(driver) || (sdl.hint('SDL_VIDEODRIVER') ?? '').split(',').includes(driver)
}

function noScreen(reason: string): OperatorError {
  return new OperatorError(
    'NO_SCREEN',
    `No window can be opened: ${reason || 'SDL does not say why'}.`,
    'Start it inside the graphical session, or name that: DISPLAY=:0 npx i2i display. A server goes without with --no-display.',
  )
}
