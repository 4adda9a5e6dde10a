import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, delimiter, isAbsolute, join } from 'node:path'
import type { Environment } from './withoutSecrets.ts'

/** A browser that can fill a screen. */
export type Browser = {
  /** For people: `Chromium`. */
  readonly name: string
  readonly path: string
  /** How it is to be asked. */
  readonly kind: 'chromium' | 'firefox'
  /** Name of the snap package that it comes from: such a browser may not write where it wants. */
  readonly snap?: string
}

type Known = Pick<Browser, 'name' | 'kind'> & {
  readonly commands: readonly string[]
  /** Application on macOS and path below Windows' folders of programs. */
  readonly mac: string
  readonly windows: string
}

/** In the order of preference. */
const KNOWN: readonly Known[] = [
  {
    name: 'Chromium',
    kind: 'chromium',
    commands: ['chromium', 'chromium-browser'],
    mac: 'Chromium',
    windows: 'Chromium/Application/chrome.exe',
  },
  {
    name: 'Google Chrome',
    kind: 'chromium',
    commands: ['google-chrome-stable', 'google-chrome'],
    mac: 'Google Chrome',
    windows: 'Google/Chrome/Application/chrome.exe',
  },
  {
    name: 'Microsoft Edge',
    kind: 'chromium',
    commands: ['microsoft-edge-stable', 'microsoft-edge'],
    mac: 'Microsoft Edge',
    windows: 'Microsoft/Edge/Application/msedge.exe',
  },
  {
    name: 'Firefox',
    kind: 'firefox',
    commands: ['firefox', 'firefox-esr'],
    mac: 'Firefox',
    windows: 'Mozilla Firefox/firefox.exe',
  },
]

/** The first browser that is installed; undefined if there is none. */
export function findBrowser(environment: Environment, platform = process.platform): Browser | undefined {
  for (const known of KNOWN) {
    for (const place of placesOf(known, environment, platform)) {
      const path = isProgram(place) ? behindStub(place) : undefined
      if (path !== undefined) return browserAt(path, known)
    }
  }
  return undefined
}

function placesOf({ commands, mac, windows }: Known, environment: Environment, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') {
    const { ProgramFiles, LOCALAPPDATA } = environment
    const folders = [ProgramFiles, environment['ProgramFiles(x86)'], LOCALAPPDATA]
    return folders.flatMap((folder) => (folder ? [join(folder, windows)] : []))
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)))
  if (platform !== 'darwin') return onPath
  const program = `${mac}.app/Contents/MacOS/${mac === 'Firefox' ? 'firefox' : mac}`
  return [join('/Applications', program), join(environment.HOME ?? '/', 'Applications', program), ...onPath]
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // not there, or not ours to start: the next place is asked
    return false
  }
}

/** Ubuntu has scripts in the place of browsers that start a snap, or ask to install it. */
function behindStub(path: string): string | undefined {
  if (statSync(path).size > MAX_SCRIPT_BYTES) return path
  const snap = /\/snap\/bin\/[\w.-]+/.exec(readFileSync(path, 'latin1'))?.[0]
  if (snap === undefined) return path
  return isProgram(snap) ? snap : undefined
}

const MAX_SCRIPT_BYTES = 64 * 1024

function browserAt(path: string, { name, kind }: Known): Browser {
  // what lies in /snap/bin are links to the program `snap`
  const isSnap = path.startsWith('/snap/') || basename(realpathSync(path)) === 'snap'
  return { name, path, kind, ...(isSnap ? { snap: basename(path) } : {}) }
}
