export type Shortcut = {
  /** As people read it. */
  readonly keys: string
  readonly doc: string
  readonly action: ShortcutAction
}

export type ShortcutAction =
  | 'passthrough'
  | 'freeze'
  | 'pause'
  | 'cue'
  | 'prompt'
  | 'saveCue'
  | 'dice'
  | 'lock'
  | 'split'
  | 'undo'
  | 'redo'
  | 'help'
  | 'leave'

/** What keys do on the page, while nobody is typing. */
export const shortcuts: readonly Shortcut[] = [
  { keys: 'P', doc: 'Passthrough: show the untouched input, and back.', action: 'passthrough' },
  { keys: 'F', doc: 'Freeze the picture that is shown, and let it go.', action: 'freeze' },
  { keys: 'Space', doc: 'Pause the source, and play on.', action: 'pause' },
  { keys: '1 – 9', doc: 'Go to the first nine cues.', action: 'cue' },
  { keys: 'C', doc: 'Save the settings as they stand as a cue.', action: 'saveCue' },
  { keys: '/', doc: 'Write a prompt. Enter sets it, Arrow Up brings earlier ones back.', action: 'prompt' },
  { keys: 'D', doc: 'Throw the dice for another seed.', action: 'dice' },
  { keys: 'L', doc: 'Lock the seed, or give each frame its own.', action: 'lock' },
  { keys: 'S', doc: 'Show input and result side by side, and back.', action: 'split' },
  { keys: 'Ctrl+Z', doc: 'Take back the last change, whoever made it.', action: 'undo' },
  { keys: 'Ctrl+Shift+Z', doc: 'Do again what was taken back.', action: 'redo' },
  { keys: '?', doc: 'Show these keys.', action: 'help' },
  { keys: 'Escape', doc: 'Leave a field, close what is open.', action: 'leave' },
]

/** The part of a KeyboardEvent that shortcuts look at. */
export type KeyPress = {
  readonly key: string
  readonly ctrlKey?: boolean
  readonly metaKey?: boolean
  readonly altKey?: boolean
  readonly shiftKey?: boolean
}

const plainKeys: Readonly<Record<string, ShortcutAction>> = {
  ...{ p: 'passthrough', f: 'freeze', ' ': 'pause', c: 'saveCue', '/': 'prompt' },
  ...{ d: 'dice', l: 'lock', s: 'split', '?': 'help', escape: 'leave' },
}

/** What a key means while nobody is typing; nothing if it is none of ours. `place` is that of the cue, from 0. */
export function actionOf(press: KeyPress): { action: ShortcutAction; place: number } | undefined {
  const { ctrlKey, metaKey, altKey, shiftKey } = press
  const key = press.key.toLowerCase()
  const named = (action: ShortcutAction | undefined, place = 0) => (action ? { action, place } : undefined)
  if (altKey) return undefined
  if (ctrlKey || metaKey) {
    if (key === 'y') return named('redo')
    return named(key === 'z' ? (shiftKey ? 'redo' : 'undo') : undefined)
  }
  if (/^[1-9]$/.test(key)) return named('cue', Number(key) - 1)
  return named(Object.hasOwn(plainKeys, key) ? plainKeys[key] : undefined)
}
