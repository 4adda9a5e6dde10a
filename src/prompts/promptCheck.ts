import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { AuditEntry, AuditFile } from './auditFile.ts'
import type { OpenAiJudge } from './openAiJudge.ts'
import type { Verdict } from './verdict.ts'
import type { WordListFile } from './wordListFile.ts'

export type PromptCheckOptions = {
  readonly words: WordListFile | undefined
  readonly judge: OpenAiJudge | undefined
  readonly onError: 'deny' | 'allow'
  readonly audit: AuditFile
  readonly clock: Clock
  readonly log: Log
}

/** A prompt that is to be decided about. */
export type Candidate = {
  readonly given: string
  readonly used: string
  readonly by: string
  /** Taken whatever is in it, on an operator's word. */
  readonly isUnchecked: boolean
}

type Decision = Pick<AuditEntry, 'verdict' | 'isTaken' | 'reason' | 'source'>

/** Decides whether a prompt may be shown: first by the local list, then by OpenAI. Every decision is written down. */
export class PromptCheck {
  readonly #options: PromptCheckOptions

  constructor(options: PromptCheckOptions) {
    this.#options = options
  }

  /** What is wrong with a part of the check. */
  get problem(): string | undefined {
    const { words, judge, audit } = this.#options
    return judge?.problem ?? words?.problem ?? audit.problem
  }

  /**
   * @returns a notice, if the prompt is taken and something is to be known about that
   * @throws OperatorError PROMPT_REFUSED, SAFETY_UNUSABLE
   */
  async pass(candidate: Candidate): Promise<string | undefined> {
    const { clock, log } = this.#options
    const begun = clock.now()
    const decision = await this.#decide(candidate)
    this.#writeDown(candidate, decision, Math.round(clock.now() - begun))
    const { verdict, isTaken, reason } = decision
    if (verdict === 'unsafe') log.info(`A prompt by ${candidate.by} is refused: ${reason}.`)
    if (verdict === 'unknown' && isTaken) log.warn(`A prompt by ${candidate.by} is taken unchecked: ${reason}.`)
    if (!isTaken) throw verdict === 'unsafe' ? refused(reason) : unusable(reason)
    return verdict === 'unknown' ? `Not checked: ${reason}.` : undefined
  }

  async #decide({ given, used, isUnchecked }: Candidate): Promise<Decision> {
    if (isUnchecked) return { verdict: 'unchecked', isTaken: true, reason: "an operator's word", source: 'override' }
    // both: the translation is what is painted, and what was given is what people read on the page
    const texts = given === used ? [given] : [given, used]
    const entry = await this.#options.words?.find(texts)
    if (entry !== undefined)
      return decided({ safety: 'unsafe', reason: `“${entry}” is on the list of words`, source: 'words' })
    const { judge } = this.#options
    if (!judge) return decided({ safety: 'safe', reason: 'nothing of it is on the list of words', source: 'words' })
    try {
      return decided(await judge.judge(texts))
    } catch (error) {
      const isTaken = this.#options.onError === 'allow'
      return { verdict: 'unknown', isTaken, reason: withoutStop(reasonOf(error)), source: 'error' }
    }
  }

  #writeDown({ by, given, used }: Candidate, { verdict, isTaken, reason, source }: Decision, ms: number): void {
    const time = new Date(this.#options.clock.wallMs()).toISOString()
    this.#options.audit.add({ time, by, given, used, verdict, isTaken, reason, ms, source })
  }
}

function decided({ safety, reason, source }: Verdict): Decision {
  return { verdict: safety, isTaken: safety === 'safe', reason: withoutStop(reason), source }
}

function withoutStop(reason: string): string {
  return reason.replace(/\.$/, '')
}

function refused(reason: string): OperatorError {
  return new OperatorError('PROMPT_REFUSED', `This prompt may not be shown: ${reason}.`, 'Word it differently.')
}

function unusable(reason: string): OperatorError {
  return new OperatorError(
    'SAFETY_UNUSABLE',
    `The prompt could not be checked, so the old one stays: ${reason}.`,
    'Send it again. If it stays so, check the network and the key, or start with --safety-on-error allow.',
  )
}
