import { OperatorError } from '#errors/operatorError.ts'
import type { RunSystem } from './runSystem.ts'

const KEYS = 'org.gnome.settings-daemon.plugins.media-keys'
const LIST = 'custom-keybindings'
const FOLDER = '/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings'

/** A key of the GNOME desktop that starts a script of the program's folder. */
type Shortcut = { readonly id: string; readonly name: string; readonly key: string; readonly script: string }

/** The keys that technicians know: all machines off, and all workers anew. */
export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'i2i-shutdown', name: 'i2i: shut all machines down', key: '<Alt>q', script: 'shutdown.sh' },
  { id: 'i2i-reload', name: 'i2i: reload all workers', key: '<Alt>r', script: 'reload.sh' },
]

/** Commands that set our shortcuts. Others that are there already stay. @throws OperatorError SERVICE_FAILED */
export async function shortcutCommands(program: string, run: RunSystem): Promise<string[][]> {
  const there = await readList(run)
  const paths = SHORTCUTS.map(pathOf)
  const wanted = [...there, ...paths.filter((path) => !there.includes(path))]
  return [
    ...SHORTCUTS.flatMap((shortcut) => [
      set(shortcut, 'name', shortcut.name),
      set(shortcut, 'command', `"${program}/${shortcut.script}"`),
      set(shortcut, 'binding', shortcut.key),
    ]),
    // last: GNOME looks at the keys when the list changes
    ['gsettings', 'set', KEYS, LIST, listText(wanted)],
  ]
}

/** Commands that take our shortcuts away, and only ours. @throws OperatorError SERVICE_FAILED */
export async function shortcutRemoval(run: RunSystem): Promise<string[][]> {
  const there = await readList(run)
  const paths = SHORTCUTS.map(pathOf)
  const left = there.filter((path) => !paths.includes(path))
  return [
    ['gsettings', 'set', KEYS, LIST, listText(left)],
    ...paths.map((path) => ['gsettings', 'reset-recursively', `${KEYS}.custom-keybinding:${path}`]),
  ]
}

/** Runs them one after the other. @throws OperatorError SERVICE_FAILED with what gsettings has said */
export async function runShortcutCommands(commands: readonly (readonly string[])[], run: RunSystem): Promise<void> {
  for (const words of commands) await asked(words, run)
}

async function readList(run: RunSystem): Promise<string[]> {
  const text = await asked(['gsettings', 'get', KEYS, LIST], run)
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, path = '']) => path)
}

async function asked(words: readonly string[], run: RunSystem): Promise<string> {
  const { code, stdout, stderr } = await run(words)
  if (code === 0) return stdout
  const remedy = 'Run it inside the GNOME session of the person at the keyboard, without sudo.'
  throw new OperatorError('SERVICE_FAILED', `GNOME does not take the shortcuts: ${stderr.trim()}.`, remedy)
}

function set(shortcut: Shortcut, key: string, value: string): string[] {
  const quoted = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  return ['gsettings', 'set', `${KEYS}.custom-keybinding:${pathOf(shortcut)}`, key, quoted]
}

function pathOf({ id }: Shortcut): string {
  return `${FOLDER}/${id}/`
}

/** A list of texts as GVariant writes it; an empty one needs its type. */
function listText(paths: readonly string[]): string {
  return paths.length === 0 ? '@as []' : `[${paths.map((path) => `'${path}'`).join(', ')}]`
}
