import type { Browser } from './findBrowser.ts'
import type { ScreenPlace } from './kioskScreen.ts'

export type KioskPage = {
  readonly url: string
  /** A folder that belongs to this browser alone. */
  readonly profile: string
  /** A window instead of the whole screen. */
  readonly windowed: boolean
  /** Where the screen is, if that is known. */
  readonly place?: ScreenPlace | undefined
  /** Chromium refuses to run as root unless its sandbox is off. */
  readonly isRoot: boolean
}

const WINDOW = { widthPx: 1024, heightPx: 576 }

/** What makes a browser show one page and nothing else. */
export function kioskArgs({ kind }: Pick<Browser, 'kind'>, page: KioskPage): string[] {
  return kind === 'firefox' ? firefoxArgs(page) : chromiumArgs(page)
}

function chromiumArgs({ url, profile, windowed, place, isRoot }: KioskPage): string[] {
  return [
    `--app=${url}`,
    ...(windowed ? windowAt({ ...place, ...WINDOW }) : ['--kiosk', ...windowAt(place)]),
    `--user-data-dir=${profile}`,
    ...ONLY_THE_PAGE,
    // its bar "unsupported command-line flag" would stand over the picture
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
    // it ends when this pipe closes, however we have ended
    ...(process.platform === 'win32' ? [] : ['--remote-debugging-pipe']),
  ]
}

function windowAt({ xPx, yPx, widthPx, heightPx }: Partial<ScreenPlace> = {}): string[] {
  const at = xPx === undefined ? [] : [`--window-position=${xPx},${yPx}`]
  return [...at, ...(widthPx === undefined ? [] : [`--window-size=${widthPx},${heightPx}`])]
}

const ONLY_THE_PAGE = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-features=Translate,MediaRouter',
  '--disable-session-crashed-bubble',
  '--hide-crash-restore-bubble',
  '--noerrdialogs',
  '--disable-pinch',
  '--overscroll-history-navigation=0',
  '--autoplay-policy=no-user-gesture-required',
  // a page behind another window goes on
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // no questions about a keyring, no downloads, no reports
  '--password-store=basic',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-sync',
  '--disable-breakpad',
]

function firefoxArgs({ url, profile, windowed }: KioskPage): string[] {
  const size = ['--width', String(WINDOW.widthPx), '--height', String(WINDOW.heightPx)]
  return ['--new-instance', '--profile', profile, ...(windowed ? size : ['--kiosk']), url]
}

/** The file `user.js` of Firefox's profile: what has no flag there. */
export const FIREFOX_PREFERENCES = Object.entries({
  'app.normandy.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.translations.automaticallyPopup': false,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'full-screen-api.warning.timeout': 0,
  'media.autoplay.blocking_policy': 0,
  'media.autoplay.default': 0,
  'toolkit.startup.max_resumed_crashes': -1,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
})
  .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  .join('')
