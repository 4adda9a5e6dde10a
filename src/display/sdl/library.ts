import koffi, { type LibraryHandle } from 'koffi'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** Where the library is looked for, in this order. */
const NAMES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['libSDL2-2.0.so.0', 'libSDL2-2.0.so', 'libSDL2.so'],
  darwin: [
    'libSDL2-2.0.0.dylib',
    '/opt/homebrew/lib/libSDL2-2.0.0.dylib',
    '/usr/local/lib/libSDL2-2.0.0.dylib',
    '/Library/Frameworks/SDL2.framework/SDL2',
  ],
  win32: ['SDL2.dll'],
}

const INSTALL: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'Run: sudo apt install libsdl2-2.0-0',
  darwin: 'Run: brew install sdl2',
  win32:
    'Put SDL2.dll from https://github.com/libsdl-org/SDL/releases (2.x) beside the program, or name it with --sdl-library.',
}

export type LibraryOptions = {
  /** A path instead of the system's names; empty for those. */
  readonly path: string
  readonly platform?: NodeJS.Platform
}

/** Loads the system's SDL2. @throws OperatorError SDL_MISSING with the command that installs it */
export function loadSdlLibrary({ path, platform = process.platform }: LibraryOptions): LibraryHandle {
  const names = path === '' ? (NAMES[platform] ?? NAMES.linux ?? []) : [path]
  const reasons: string[] = []
  for (const name of names) {
    try {
      return koffi.load(name)
    } catch (error) {
      reasons.push(reasonOf(error))
    }
  }
  const remedy =
    path === '' ? (INSTALL[platform] ?? 'Install SDL 2.0 with the package manager.') : 'Check --sdl-library.'
  throw new OperatorError('SDL_MISSING', `The window needs SDL2, which cannot be loaded (${reasons[0]}).`, remedy)
}
