import type { Environment } from '../withoutSecrets.ts'

/** Something of the desktop that would disturb the picture, and the program that turns it off and on. */
export type QuietSwitch = {
  /** Names it in the state file. */
  readonly key: string
  /** For the log: `notifications of GNOME`. */
  readonly label: string
  readonly ask: readonly string[]
  /** The value in the program's answer; undefined if there is none. */
  readonly read: (answer: string) => string | undefined
  /** What a value looks like: one comes from a file and becomes words of a command. */
  readonly values: RegExp
  /** What it is when the program has never been told. */
  readonly unset?: string
  /** The value that does not disturb. */
  readonly quiet: string
  readonly set: (value: string) => readonly string[]
}

const BOOLEAN = /^(true|false)$/
const BLANKING = /^s (off|\d{1,9} \d{1,9}) [+-]dpms$/

/** What this session offers; empty on a machine without one. */
export function quietSwitches(environment: Environment): QuietSwitch[] {
  const desktops = (environment.XDG_CURRENT_DESKTOP ?? '').split(':').map((name) => name.toLowerCase())
  const known = NOTIFICATIONS.filter(({ desktop }) => desktops.includes(desktop))
  const hasSession = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
  // small desktops, which are put together by hand, often have this one
  const notifications = known.length > 0 || desktops.includes('kde') || !hasSession ? known : [dunst]
  return [...notifications, ...blanking(environment)]
}

/** KDE is left out: it has no switch but counts programs that want quiet, see `holdKde`. */
const NOTIFICATIONS: readonly (QuietSwitch & { readonly desktop: string })[] = [
  { desktop: 'gnome', ...gsettings('GNOME', 'org.gnome.desktop.notifications', 'show-banners', 'false') },
  {
    desktop: 'x-cinnamon',
    ...gsettings('Cinnamon', 'org.cinnamon.desktop.notifications', 'display-notifications', 'false'),
  },
  { desktop: 'mate', ...gsettings('MATE', 'org.mate.NotificationDaemon', 'do-not-disturb', 'true') },
  { desktop: 'xfce', ...xfce() },
]

const dunst: QuietSwitch = {
  key: 'dunst',
  label: 'notifications of dunst',
  ask: ['dunstctl', 'is-paused'],
  read: readBoolean,
  values: BOOLEAN,
  quiet: 'true',
  set: (value) => ['dunstctl', 'set-paused', value],
}

function gsettings(desktop: string, schema: string, key: string, quiet: string): QuietSwitch {
  return {
    key: `${schema} ${key}`,
    label: `notifications of ${desktop}`,
    ask: ['gsettings', 'get', schema, key],
    read: readBoolean,
    values: BOOLEAN,
    quiet,
    set: (value) => ['gsettings', 'set', schema, key, value],
  }
}

function xfce(): QuietSwitch {
  const property = ['xfconf-query', '--channel', 'xfce4-notifyd', '--property', '/do-not-disturb']
  return {
    key: 'xfce4-notifyd /do-not-disturb',
    label: 'notifications of XFCE',
    ask: property,
    read: readBoolean,
    values: BOOLEAN,
    unset: 'false',
    quiet: 'true',
    set: (value) => [...property, '--create', '--type', 'bool', '--set', value],
  }
}

/** SDL keeps the screen awake by itself; a browser in its place does not. Under Wayland nobody can from outside. */
function blanking({ DISPLAY, WAYLAND_DISPLAY }: Environment): QuietSwitch[] {
  if (!DISPLAY || WAYLAND_DISPLAY) return []
  return [
    {
      key: `X11 ${DISPLAY}`,
      label: 'screen blanking',
      ask: ['xset', 'q'],
      read: readBlanking,
      values: BLANKING,
      quiet: 's off -dpms',
      set: (value) => ['xset', ...value.split(' ')],
    },
  ]
}

function readBoolean(answer: string): string | undefined {
  return BOOLEAN.exec(answer.trim())?.[0]
}

/** The answer of `xset q`, as the words that would bring it back. */
function readBlanking(answer: string): string | undefined {
  const [, timeout, cycle] = /timeout:\s*(\d+)\s+cycle:\s*(\d+)/.exec(answer) ?? []
  if (timeout === undefined) return undefined
  const blank = timeout === '0' ? 's off' : `s ${timeout} ${cycle}`
  return `${blank} ${answer.includes('DPMS is Enabled') ? '+dpms' : '-dpms'}`
}
