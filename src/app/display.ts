import { display } from '#display/display.ts'
import type { DisplayConfig } from '#display/displayFields.ts'
import { findBrowser } from '#display/findBrowser.ts'
import { type KioskOptions, openKiosk } from '#display/kiosk.ts'
import { openQuiet } from '#display/quiet.ts'
import { loadSdlLibrary } from '#display/sdl/library.ts'
import { bindSdl, type Sdl } from '#display/sdl/sdl.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import { serverAddress } from '#remote/serverAddress.ts'
import { hasScreen } from './hasScreen.ts'
import { hostOf } from './hostOf.ts'
import { openNotify } from './notify.ts'
import type { Surroundings } from './surroundings.ts'
import { untilAnswered } from './untilAnswered.ts'

/** A browser that has shown the page for so long was started well, in ms. */
const SETTLED_MS = 10_000

/**
 * The result on a screen: in a window of SDL2; where that is missing, in a browser.
 * @throws OperatorError BAD_OPTION, NO_SCREEN outside of a graphical session, or SDL_MISSING where there is no browser either
 */
export async function showOnScreen(config: DisplayConfig, surroundings: Surroundings): Promise<void> {
  const { log } = surroundings
  const address = serverAddress({ host: hostOf(config.connect), settingsPort: config.settingsPort })
  const url = `${address}/display`
  // a service is started anew, with the variables of the session when there is one
  if (!hasScreen(surroundings.environment)) throw noScreen(url)
  // a window without pictures or a screen waits, and that is well; one that hangs while it draws turns no loop
  const pulse = () => ({ isWell: true, status: `shows ${config.connect}` })
  await using notify = await openNotify({ ...surroundings, pulse })
  notify.ready()
  const sdl = sdlOrReason(config.sdlLibrary)
  // awaited here: what is open above would otherwise be closed while the window is still there
  if (!(sdl instanceof OperatorError)) {
    await using _quiet = await openQuiet(surroundings)
    return await display({ ...surroundings, sdl, config, address })
  }
  const browser = findBrowser(surroundings.environment)
  if (browser === undefined)
    throw new OperatorError(sdl.code, sdl.message, `${plain(sdl.remedy)}. Until then, open ${url}`)
  log.warn(`${sdl.message} ${plain(sdl.remedy)}. Until then ${browser.name} shows ${url}.`)
  await keepKiosk({ ...surroundings, browser, url, windowed: config.windowed, screen: config.screen })
}

/** Shows the page until the signal aborts, in one browser after the other. */
async function keepKiosk(options: KioskOptions): Promise<void> {
  const { clock, signal } = options
  const backoff = new Backoff({ firstMs: 500, maxMs: 10_000 })
  while (!signal.aborted) {
    // a browser would show its page of errors, and try again more and more seldom
    await untilAnswered(options)
    const startedMono = clock.now()
    // each time anew: a screen that was away has forgotten it
    await using _quiet = await openQuiet(options)
    await openKiosk(options)
    if (clock.now() - startedMono > SETTLED_MS) backoff.reset()
    await clock.until(clock.now() + backoff.next(), signal)
  }
}

function noScreen(url: string): OperatorError {
  const remedy = `Start it inside the graphical session: DISPLAY=:0 npx i2i display. The result is at ${url}`
  return new OperatorError('NO_SCREEN', 'There is no screen here.', remedy)
}

function sdlOrReason(path: string): Sdl | OperatorError {
  try {
    return bindSdl(loadSdlLibrary({ path }))
  } catch (error) {
    if (error instanceof OperatorError) return error
    throw error
  }
}

/** Without the full stop: more follows. */
function plain(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
