import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEntry } from '#prompts/auditFile.ts'
import { openPromptGate, type PromptGateOptions } from '#prompts/openPromptGate.ts'
import type { PromptGate } from '#prompts/promptGate.ts'
import { Drops } from '#telemetry/drops.ts'
import { eventually } from '#test/eventually.ts'
import { type ManualClock, manualClock } from '#test/manualClock.ts'
import { openStandInGoogle, type StandInGoogle } from '#test/standInGoogle.ts'
import { openStandInOpenAi, type StandInOpenAi } from '#test/standInOpenAi.ts'

/** A gate with its services on this machine, and everything that it says. */
export type TestGate = AsyncDisposable & {
  readonly gate: PromptGate
  readonly clock: ManualClock
  readonly openAi: StandInOpenAi
  readonly google: StandInGoogle
  readonly folder: string
  /** Lines of the log, as `warn: …`. */
  readonly said: string[]
  /** What the audit file holds. */
  audit(): AuditEntry[]
  /** The audit file, when it has so many lines. */
  auditOf(count: number): Promise<AuditEntry[]>
}

/** A person without the token. */
export const visitor = { by: 'http 10.0.0.7', isOperator: false }
export const operator = { by: 'http 10.0.0.1', isOperator: true }

export const dictionary = {
  'eine rote Katze': 'a red cat',
  'eine Katze': 'a cat',
  Hauskatze: 'domestic cat',
  'die berühmte Maus': 'Mickey Mouse',
  'viel Blut': 'gore',
}

/** Opens a gate in a folder of its own. */
export async function openTestGate(options: Partial<PromptGateOptions> = {}): Promise<TestGate> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'i2i-test-'))
  stack.defer(() => rmSync(folder, { recursive: true }))
  const openAi = stack.use(await openStandInOpenAi())
  const google = stack.use(await openStandInGoogle({ ...dictionary }))
  const clock = manualClock()
  const said: string[] = []
  const say = (level: string) => (message: string) => void said.push(`${level}: ${message}`)
  const audit = () => entriesIn(join(folder, 'audit.jsonl'))
  const gate = stack.use(
    await openPromptGate({
      ...off,
      translationCredentials: options.translation ? google.writeCredentials(folder) : '',
      safetyAudit: join(folder, 'audit.jsonl'),
      environment: { ...openAi.environment, ...google.environment },
      clock,
      log: { info: say('info'), warn: say('warn'), error: say('error') },
      signal: new AbortController().signal,
      drops: new Drops(),
      ...options,
    }),
  )
  const owned = stack.move()
  return {
    gate,
    clock,
    openAi,
    google,
    folder,
    said,
    audit,
    auditOf: (count) =>
      eventually(() => (audit().length === count ? audit() : undefined), { what: `${count} lines of audit` }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Everything off. */
export const off = {
  translation: false,
  translationCredentials: '',
  safety: false,
  safetyOnError: 'deny',
  safetySeconds: 5,
  safetyModel: 'gpt-stand-in',
  safetyWords: '',
  safetyAudit: '',
} as const

function entriesIn(path: string): AuditEntry[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as AuditEntry)
}
