import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Overlay } from './overlay.ts'
import type { RemoteShow } from './remoteShow.ts'
import type { Stage } from './stage.ts'

export type KeysOptions = {
  readonly stage: Pick<Stage, 'toggleFullscreen' | 'toggleMirror'>
  readonly show: Pick<RemoteShow, 'settings' | 'toggle' | 'stop'>
  readonly overlay: Pick<Overlay, 'isDetailed' | 'say'>
  readonly clock: Clock
  /** Closes the window. */
  readonly end: () => void
}

/** The second press has to come within this time. */
const AGAIN_WITHIN_MS = 2000

/** What the keys of the window do. What goes wrong is said on the window; nothing is thrown. */
export class Keys {
  readonly #options: KeysOptions
  #quitMono = Number.NEGATIVE_INFINITY

  constructor(options: KeysOptions) {
    this.#options = options
  }

  /** @param key the character on it, in small letters */
  async press(key: string): Promise<void> {
    const { stage, overlay } = this.#options
    try {
      if (key === 'f') stage.toggleFullscreen()
      if (key === 'm') stage.toggleMirror()
      if (key === 'd') await this.#debug()
      if (key === 'p') await this.#toggle('passthrough', 'the untouched input', 'the transformed picture')
      if (key === ' ') await this.#toggle('freeze', 'frozen', 'goes on')
      if (key === 'q') await this.#quit()
    } catch (error) {
      overlay.say(error instanceof OperatorError ? `${error.message} ${error.remedy}` : reasonOf(error))
    }
  }

  async #toggle(name: 'passthrough' | 'freeze', on: string, off: string): Promise<void> {
    const { show, overlay } = this.#options
    const wasOn = show.settings?.[name] ?? false
    await show.toggle(name)
    overlay.say(wasOn ? off : on)
  }

  /** The details are a setting of the show; without a show to ask they are the window's own. */
  async #debug(): Promise<void> {
    const { show, overlay } = this.#options
    if (show.settings) return show.toggle('debug')
    overlay.isDetailed = !overlay.isDetailed
  }

  async #quit(): Promise<void> {
    const { show, overlay, clock, end } = this.#options
    const isSecond = clock.now() - this.#quitMono < AGAIN_WITHIN_MS
    this.#quitMono = clock.now()
    if (!isSecond) return overlay.say(show.settings ? 'q again ends the show' : 'q again closes the window')
    overlay.say('the show ends')
    try {
      await show.stop()
    } catch (error) {
      // pictures of a program that is no server of ours: then the window is all there is to end
      if (show.settings) throw error
      end()
    }
  }
}
