import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { ServerConfig } from '#settings/config.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { openAuditFile } from './auditFile.ts'
import { CheckedGate } from './checkedGate.ts'
import { OpenAiJudge } from './openAiJudge.ts'
import { PromptCheck } from './promptCheck.ts'
import { openGate, type PromptGate } from './promptGate.ts'
import { readServiceAccount } from './serviceAccount.ts'
import type { SafetyOptions, TranslationOptions } from './serviceMessages.ts'
import { openServiceThread, type ServiceThread } from './serviceThread.ts'
import { Translator } from './translator.ts'
import { openWordListFile } from './wordListFile.ts'

export type PromptGateOptions = Pick<
  ServerConfig,
  | 'translation'
  | 'translationCredentials'
  | 'safety'
  | 'safetyOnError'
  | 'safetySeconds'
  | 'safetyModel'
  | 'safetyWords'
  | 'safetyAudit'
> & {
  /** With OPENAI_API_KEY, and what else the client libraries read: OPENAI_BASE_URL, GOOGLE_CLOUD_TRANSLATE_ENDPOINT, proxies. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly log: Log
  /** Prompts that are waiting at the gate get their answer at once when it aborts. */
  readonly signal: AbortSignal
  readonly drops?: Drops
  /** How long a translation may take: 3 s, unless something else is said. */
  readonly translationLimitMs?: number
}

const TRANSLATION_LIMIT_MS = 3000
/** The libraries break off so much later than people are answered: by then the sentence about it has been said. */
const GRACE_MS = 500

/**
 * Opens what prompts have to pass: translation, the local list of words, OpenAI. Nothing of that on: `openGate`.
 * @throws OperatorError TRANSLATION_UNUSABLE, SAFETY_UNUSABLE, LIBRARY_MISSING
 */
export async function openPromptGate(options: PromptGateOptions): Promise<PromptGate> {
  const { translation, safety, safetyWords, signal } = options
  const isChecked = safety || safetyWords !== ''
  if (!translation && !isChecked) return openGate
  await using opened = new AsyncDisposableStack()
  const thread = translation || safety ? opened.use(await openThread(options)) : undefined
  const check = isChecked ? await openCheck(options, thread, opened) : undefined
  const translator = translation && thread ? translatorBy(thread, options) : undefined
  const stop = () => void thread?.[Symbol.asyncDispose]()
  signal.addEventListener('abort', stop, { once: true })
  opened.defer(() => signal.removeEventListener('abort', stop))
  return new CheckedGate({ translator, check, resources: opened.move() })
}

async function openThread(options: PromptGateOptions): Promise<ServiceThread> {
  const translation = options.translation ? await translationOptions(options) : undefined
  const safety = options.safety ? safetyOptions(options) : undefined
  return openServiceThread({ translation, safety }, options.environment)
}

async function translationOptions(options: PromptGateOptions): Promise<TranslationOptions> {
  const { translationCredentials, environment, translationLimitMs = TRANSLATION_LIMIT_MS } = options
  const account = await readServiceAccount(translationCredentials || environment.GOOGLE_APPLICATION_CREDENTIALS || '')
  const endpoint = environment.GOOGLE_CLOUD_TRANSLATE_ENDPOINT || undefined
  return { account, endpoint, limitMs: translationLimitMs + GRACE_MS }
}

function safetyOptions({ environment, safetyModel, safetySeconds }: PromptGateOptions): SafetyOptions {
  const apiKey = environment.OPENAI_API_KEY?.trim()
  if (!apiKey) {
    const what = 'Prompts are to be checked by OpenAI, and there is no OPENAI_API_KEY.'
    throw new OperatorError(
      'SAFETY_UNUSABLE',
      what,
      'Set OPENAI_API_KEY to a key of your account, or leave out --safety.',
    )
  }
  return { apiKey, model: safetyModel, limitMs: safetySeconds * 1000 + GRACE_MS }
}

async function openCheck(
  options: PromptGateOptions,
  thread: ServiceThread | undefined,
  opened: AsyncDisposableStack,
): Promise<PromptCheck> {
  const { safety, safetyWords, safetyAudit, safetyOnError: onError, clock, log, drops } = options
  const words = safetyWords === '' ? undefined : await openWordListFile(safetyWords, log)
  const audit = opened.use(await openAuditFile({ path: safetyAudit, log, drops }))
  const judge = safety && thread ? judgeBy(thread, options) : undefined
  return new PromptCheck({ words, judge, onError, audit, clock, log })
}

function judgeBy(thread: ServiceThread, { safetySeconds, clock, log }: PromptGateOptions): OpenAiJudge {
  const moderate = (texts: readonly string[]) => thread.ask('moderate', texts)
  const grade = (texts: readonly string[]) => thread.ask('grade', texts)
  return new OpenAiJudge({ moderate, grade, limitMs: safetySeconds * 1000, clock, log })
}

function translatorBy(thread: ServiceThread, options: PromptGateOptions): Translator {
  const { translationLimitMs: limitMs = TRANSLATION_LIMIT_MS, clock, log } = options
  const translate = (texts: readonly string[]) => thread.ask('translate', texts)
  return new Translator({ translate, limitMs, clock, log })
}
