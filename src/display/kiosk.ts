import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { LastLines } from '#video/lastLines.ts'
import type { Browser } from './findBrowser.ts'
import { kioskArgs } from './kioskArgs.ts'
import { openKioskProfile } from './kioskProfile.ts'
import { kioskScreen } from './kioskScreen.ts'
import { type Environment, withoutSecrets } from './withoutSecrets.ts'

export type KioskOptions = {
  readonly browser: Browser
  readonly url: string
  /** A window instead of the whole screen. */
  readonly windowed?: boolean
  /** As for the window of SDL: 0 is the first. */
  readonly screen?: number
  readonly environment: Environment
  /** Ends the browser. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly log: Log
}

/** Time a browser has to close its windows, in ms. */
const PATIENCE_MS = 2000
/** Characters that leave room for a socket's name. */
const MAX_FOLDER = 60

/**
 * Shows one page on the whole screen, in a browser with a profile of its own, until that ends or the signal aborts. An end
 * that nobody asked for, or a start that fails, is told in the log; whether to start again is up to the caller.
 */
export async function openKiosk(options: KioskOptions): Promise<void> {
  const { browser, environment, signal, clock, log } = options
  if (signal.aborted) return
  try {
    await using profile = await openKioskProfile(browser, environment)
    const child = await start(options, profile.folder)
    const lastWords = new LastLines(child.stderr as Readable)
    const how = await ended(child, { signal, clock })
    if (!signal.aborted) log.warn([`${browser.name} has ended (${how})`, lastWords.text].filter(Boolean).join(': '))
  } catch (error) {
    log.warn(`${browser.name} cannot be used: ${reasonOf(error)}`)
  }
}

async function start({ browser, url, windowed = false, screen = 0, environment, log }: KioskOptions, profile: string) {
  const isRoot = process.getuid?.() === 0
  if (isRoot && browser.kind === 'chromium') {
    log.warn(`${browser.name} runs without its sandbox, because this is root; another user is safer.`)
  }
  const place = await kioskScreen(screen, environment)
  const child = spawn(browser.path, kioskArgs(browser, { url: new URL(url).href, profile, windowed, place, isRoot }), {
    // the last two are Chromium's debugging pipe: it ends with us
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...withoutSecrets(environment), ...temporaryFiles(browser, profile) },
  })
  await once(child, 'spawn')
  return child
}

/** What it leaves behind when it is killed then goes with its profile. Names of sockets must not become too long. */
function temporaryFiles({ snap }: Browser, profile: string): { TMPDIR?: string } {
  return process.platform === 'linux' && snap === undefined && profile.length < MAX_FOLDER ? { TMPDIR: profile } : {}
}

/** @returns how it ended: `exit code 1` */
async function ended(child: ChildProcess, { signal, clock }: Pick<KioskOptions, 'signal' | 'clock'>): Promise<string> {
  const gone = new AbortController()
  const kill = () => child.kill('SIGKILL')
  const stop = async () => {
    child.kill('SIGTERM')
    await clock.until(clock.now() + PATIENCE_MS, gone.signal)
    if (!gone.signal.aborted) kill()
  }
  process.once('exit', kill)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const exited = once(child, 'exit') as Promise<[number | null, string | null]>
    if (signal.aborted) void stop()
    // a pipe breaks when it ends in the middle of something; that it has ended is told anyway
    for (const pipe of child.stdio.slice(3)) pipe?.on('error', () => pipe.destroy())
    const [code, killedBy] = await exited
    return killedBy ? `by ${killedBy}` : `exit code ${code}`
  } finally {
    gone.abort()
    process.off('exit', kill)
    signal.removeEventListener('abort', stop)
  }
}
