import { VERSION } from '#app/version.ts'
import { systemClock } from '#flow/clock.ts'
import type { LogTail } from '#telemetry/logTail.ts'
import type { Given } from './given.ts'

/** What runs, for a report of its crash. */
export type CrashScene = {
  readonly command: string
  readonly given: Given
  readonly args: readonly string[]
  readonly tail: LogTail
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Further things worth knowing: name → what it is at that moment. */
  readonly notes: ReadonlyMap<string, () => unknown>
}

/** Writes a report of a crash and says on stderr where it is. Never throws, and comes back within a second. */
export async function reportCrash(error: unknown, scene: CrashScene): Promise<void> {
  try {
    const { writeCrashReport } = await import('#telemetry/writeCrashReport.ts')
    const { crashFolder } = await import('#telemetry/crashFolder.ts')
    const { command, given, args, tail, environment } = scene
    const facts = {
      ...{ error, command, environment, version: VERSION, log: tail.lines, atMs: systemClock.wallMs() },
      uptimeS: process.uptime(),
      options: given,
      notes: { ...(args.length > 0 && { arguments: args }), ...notesOf(scene) },
    }
    const folder = String(given.crashReports || crashFolder(environment))
    process.stderr.write(`${await writeCrashReport(facts, { folder })}\n`)
  } catch (problem) {
    process.stderr.write(`No report could be made: ${String(problem)}\n`)
  }
}

/** What crashed may be what is asked. */
function notesOf({ notes }: CrashScene): Record<string, unknown> {
  const entries = [...notes].map(([name, value]) => {
    try {
      return [name, value()]
    } catch (problem) {
      return [name, `cannot be told: ${String(problem)}`]
    }
  })
  return Object.fromEntries(entries)
}
