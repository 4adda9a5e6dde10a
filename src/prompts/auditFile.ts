import { appendFile, rename, stat } from 'node:fs/promises'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { ServiceCondition } from './serviceCondition.ts'
import type { VerdictSource } from './verdict.ts'

/** One decision about a prompt: a line of the audit file. */
export type AuditEntry = {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly by: string
  readonly given: string
  readonly used: string
  /** unknown: no check answered in time. unchecked: none was asked. */
  readonly verdict: 'safe' | 'unsafe' | 'unknown' | 'unchecked'
  readonly isTaken: boolean
  readonly reason: string
  /** How long the decision took. */
  readonly ms: number
  readonly source: VerdictSource
}

export type AuditFileOptions = {
  readonly path: string
  readonly log: Log
  readonly drops?: Drops | undefined
  /** At this size the file becomes `path.1`, in place of the one before. */
  readonly maxBytes?: number
}

const MAX_BYTES = 10 * 1024 * 1024
/** Lines that wait for a slow disk; prompts come far more slowly. */
const MAX_WAITING = 1000
/** What strangers typed is nobody else's business. */
const MODE = 0o600

/** Opens the file. @throws OperatorError SAFETY_UNUSABLE if it cannot be written */
export async function openAuditFile(options: AuditFileOptions): Promise<AuditFile> {
  try {
    await appendFile(options.path, '', { mode: MODE })
  } catch (error) {
    const what = `The audit file ${options.path} cannot be written: ${reasonOf(error)}.`
    const remedy = 'Check the folder and its permissions, or name another file: --safety-audit FILE.'
    throw new OperatorError('SAFETY_UNUSABLE', what, remedy, { cause: error })
  }
  return new AuditFile(options)
}

/** Adds decisions to a file, in their order, without anybody waiting for the disk. */
export class AuditFile implements AsyncDisposable {
  readonly #options: AuditFileOptions
  readonly #condition: ServiceCondition
  #waiting: string[] = []
  #isWriting = false
  #writing: Promise<void> = Promise.resolve()

  constructor(options: AuditFileOptions) {
    this.#options = options
    this.#condition = new ServiceCondition(`The audit file ${options.path}`, options.log)
  }

  get problem(): string | undefined {
    return this.#condition.problem
  }

  add(entry: AuditEntry): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#options.drops?.count('audit', 'the disk is slow')
      return
    }
    this.#waiting.push(`${JSON.stringify(entry)}\n`)
    if (!this.#isWriting) this.#writing = this.#write()
  }

  /** Waits until everything is written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      this.#waiting = []
      try {
        await this.#append(lines.join(''))
        this.#condition.succeed()
      } catch (error) {
        this.#options.drops?.count('audit', 'the file cannot be written', lines.length)
        this.#condition.fail(`it cannot be written: ${reasonOf(error)}`)
      }
    }
    this.#isWriting = false
  }

  async #append(text: string): Promise<void> {
    const { path, maxBytes = MAX_BYTES } = this.#options
    // opened anew each time: whoever moves the file away finds it growing again under its name
    await appendFile(path, text, { mode: MODE })
    if ((await stat(path)).size >= maxBytes) await rename(path, `${path}.1`)
  }
}
