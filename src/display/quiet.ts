import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { holdKde } from './quiet/holdKde.ts'
import { hush, putBack } from './quiet/hush.ts'
import { quietSwitches } from './quiet/quietSwitches.ts'
import type { Environment } from './withoutSecrets.ts'

export type QuietOptions = {
  readonly environment: Environment
  readonly clock: Clock
  readonly log: Log
  readonly platform?: NodeJS.Platform
}

/**
 * Keeps the desktop from laying anything over the picture: notifications and a blank screen, as far as this session offers
 * a way. Closing puts everything back. Begins at once but does not wait for the desktop: the picture comes first. What
 * cannot be turned off is told and is no error.
 */
export async function openQuiet(options: QuietOptions): Promise<AsyncDisposable> {
  if ((options.platform ?? process.platform) !== 'linux') return { async [Symbol.asyncDispose]() {} }
  const begun = Promise.all([told(options, () => beginSwitches(options)), told(options, () => beginKde(options))])
  let ended: Promise<void> | undefined
  return {
    [Symbol.asyncDispose]() {
      ended ??= begun.then(async (ends) => {
        for (const end of ends) if (end) await told(options, end)
      })
      return ended
    },
  }
}

type End = () => Promise<void>

async function beginSwitches({ environment, clock, log }: QuietOptions): Promise<End | undefined> {
  const switches = quietSwitches(environment)
  if (switches.length === 0) return undefined
  const hushed = await hush({ switches, environment, clock, onTrouble: (error) => tell(log, error) })
  const labels = hushed.map(({ label }) => label)
  if (labels.length > 0) log.info(`While the picture is shown, these are off: ${labels.join(', ')}`)
  return () => putBack({ switches: hushed, environment, clock })
}

async function beginKde({ environment, clock }: QuietOptions): Promise<End | undefined> {
  if (!environment.XDG_CURRENT_DESKTOP?.split(':').includes('KDE')) return undefined
  const held = await holdKde(environment, clock)
  return async () => held[Symbol.asyncDispose]()
}

/** A desktop that does not do as it is told is no reason to show no picture. */
async function told<T>({ log }: QuietOptions, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    return tell(log, error)
  }
}

function tell(log: Log, error: unknown): undefined {
  log.info(`Notifications or a blank screen may come over the picture: ${reasonOf(error)}`)
}
