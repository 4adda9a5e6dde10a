import { readdir, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '#display/findBrowser.ts'
import { loadSdlLibrary } from '#display/sdl/library.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { hasScreen } from '../../hasScreen.ts'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import type { Machine } from '../machine.ts'
import { install } from '../operatingSystem.ts'
import { firstLine, runTool } from '../runTool.ts'

const X_SOCKETS = '/tmp/.X11-unix'

/** What is needed to show the result here. */
export const screenChecks: readonly Check[] = [
  { group: 'Screen and cameras', name: 'screen', look: lookAtScreen },
  { group: 'Programs', name: 'SDL2', look: async (machine) => lookAtSdl(machine) },
  { group: 'Programs', name: 'browser', look: lookAtBrowser },
  { group: 'Programs', name: 'fonts', look: lookAtFonts },
]

async function lookAtScreen({ environment, system }: Machine): Promise<Outcome> {
  if (system.platform !== 'linux') return ok('a desktop is always there')
  const { WAYLAND_DISPLAY: wayland, DISPLAY: display } = environment
  const screens = await xScreens()
  const local = /^:(\d+)/.exec(display ?? '')?.[1]
  if (local !== undefined && !screens.some(({ name }) => name === local)) {
    return problem(`DISPLAY is ${display}, and no X server is there.`, otherScreens(screens) ?? 'unset DISPLAY')
  }
  if (hasScreen(environment)) return ok(wayland ? `Wayland ${wayland}` : `X ${display}`)
  const others = otherScreens(screens)
  if (others) return note('none in this session; one is there for others.', others)
  return note(
    'none: the result is on the page only.',
    'Start display inside the graphical session: DISPLAY=:0 npx i2i display',
  )
}

type XScreen = { readonly name: string; readonly uid: number }

async function xScreens(): Promise<XScreen[]> {
  const names = await readdir(X_SOCKETS).catch(() => [])
  const found = names.filter((name) => /^X\d+$/.test(name))
  // one that has just gone is not there
  const owners = await Promise.all(found.map((name) => stat(join(X_SOCKETS, name)).catch(() => undefined)))
  return found.flatMap((name, i) => {
    const owner = owners[i]
    return owner ? [{ name: name.slice(1), uid: owner.uid }] : []
  })
}

function otherScreens([screen]: readonly XScreen[]): string | undefined {
  if (!screen) return undefined
  const own = userInfo().uid === screen.uid ? 'yours' : `of user ${screen.uid}`
  return `Screen :${screen.name} is ${own}: DISPLAY=:${screen.name} npx i2i display`
}

function lookAtSdl({ config, system }: Machine): Outcome {
  try {
    loadSdlLibrary({ path: config.sdlLibrary })
    return ok('loads (the window)')
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    const remedy = config.sdlLibrary === '' ? install(system, 'libsdl2-2.0-0') : error.remedy
    return note('is not installed: the result is shown in a browser instead of a window.', remedy)
  }
}

async function lookAtBrowser({ environment, system }: Machine): Promise<Outcome> {
  const browser = findBrowser(environment)
  if (browser) {
    const { stdout } = await runTool(browser.path, ['--version'], { withinMs: 5000 })
    return ok(firstLine(stdout) || browser.name)
  }
  const remedy = system.id === 'ubuntu' ? 'sudo snap install chromium' : install(system, 'chromium')
  return note('none here; the page can be opened from any other machine.', remedy)
}

async function lookAtFonts({ system }: Machine): Promise<Outcome> {
  const [all, japanese] = await Promise.all([
    runTool('fc-list', [':', 'family']),
    runTool('fc-list', [':lang=ja', 'family']),
  ])
  if (all.end === 'missing')
    return note(
      'fontconfig is not installed: labels may lack letters.',
      install(system, 'fontconfig', 'fonts-dejavu-core'),
    )
  const count = all.stdout.split('\n').filter((line) => line !== '').length
  if (count === 0) return note('no fonts: labels will be empty.', install(system, 'fonts-dejavu-core'))
  if (japanese.stdout.trim() === '') {
    return note(`${count} families, none for Chinese, Japanese and Korean prompts`, install(system, 'fonts-noto-cjk'))
  }
  return ok(`${count} families`)
}
