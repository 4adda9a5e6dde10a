import { inspect } from 'node:util'
import { redactor, secretsIn, withoutSecrets } from './redact.ts'

/** What is known when a process ends by a fault of ours. */
export type CrashFacts = {
  readonly error: unknown
  readonly version: string
  /** `server`, `model pull`, … */
  readonly command: string
  readonly uptimeS: number
  readonly atMs: number
  /** As they were given; those with secret names are hidden. */
  readonly options: Readonly<Record<string, unknown>>
  /** Further things worth knowing, like the settings as they stood. */
  readonly notes: Readonly<Record<string, unknown>>
  /** The last lines of the log, oldest first. */
  readonly log: readonly string[]
  /** The values of secret variables are taken out wherever they stand. The variables themselves are not told. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A report as a text that can be sent to somebody: what ran where, what happened, what came before. No secret is in it. */
export function crashReport(facts: CrashFacts): string {
  const { error, version, command, uptimeS, atMs, options, notes, log, environment } = facts
  const { node, v8 } = process.versions
  const memory = Math.round(process.memoryUsage.rss() / 2 ** 20)
  const sections: readonly (readonly [string, string])[] = [
    ['What happened', stackOf(error)],
    [
      'Where',
      [
        `i2i ${version}, command ${command}, after ${Math.round(uptimeS)} s, ${memory} MB`,
        `${new Date(atMs).toISOString()}, Node ${node} (V8 ${v8}), ${process.platform} ${process.arch}`,
      ].join('\n'),
    ],
    ['Options', readable(withoutSecrets(options))],
    ...Object.entries(notes).map(([name, value]) => [capital(name), readable(value)] as const),
    [`Log, the last ${log.length} lines`, log.join('\n')],
  ]
  const redact = redactor([...secretsIn(environment), ...secretsIn(options)])
  return redact(`${sections.map(([title, text]) => `== ${title} ==\n${text}`).join('\n\n')}\n`)
}

function stackOf(error: unknown): string {
  return inspect(error, { depth: 4, breakLength: 120 })
}

function readable(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 120, maxStringLength: 2000, maxArrayLength: 100 })
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
}
