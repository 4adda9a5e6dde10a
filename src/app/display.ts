import { display } from '#display/display.ts'
import type { DisplayConfig } from '#display/displayFields.ts'
import { findBrowser } from '#display/findBrowser.ts'
import { openKiosk } from '#display/kiosk.ts'
import { openQuiet } from '#display/quiet.ts'
import { loadSdlLibrary } from '#display/sdl/library.ts'
import { bindSdl, type Sdl } from '#display/sdl/sdl.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import { serverAddress } from '#remote/serverAddress.ts'
import { hostOf } from './hostOf.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * The result on a screen: in a window of SDL2; where that is missing, in a browser.
 * @throws OperatorError BAD_OPTION, or SDL_MISSING where there is no browser either
 */
export async function showOnScreen(config: DisplayConfig, surroundings: Surroundings): Promise<void> {
  const { log } = surroundings
  const address = serverAddress({ host: hostOf(config.connect), settingsPort: config.settingsPort })
  await using _quiet = await openQuiet(surroundings)
  const sdl = sdlOrReason(config.sdlLibrary)
  if (!(sdl instanceof OperatorError)) return display({ ...surroundings, sdl, config, address })
  const browser = findBrowser(surroundings.environment)
  const url = `${address}/display`
  if (browser === undefined) throw new OperatorError(sdl.code, sdl.message, `${sdl.remedy}. Until then, open ${url}`)
  log.warn(`${sdl.message} ${sdl.remedy}. Until then ${browser.name} shows ${url}.`)
  const backoff = new Backoff({ firstMs: 500, maxMs: 10_000 })
  while (!surroundings.signal.aborted) {
    await openKiosk({ ...surroundings, browser, url, windowed: config.windowed })
    await surroundings.clock.until(surroundings.clock.now() + backoff.next(), surroundings.signal)
  }
}

function sdlOrReason(path: string): Sdl | OperatorError {
  try {
    return bindSdl(loadSdlLibrary({ path }))
  } catch (error) {
    if (error instanceof OperatorError) return error
    throw error
  }
}
