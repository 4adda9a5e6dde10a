import type { ServiceAccount } from './serviceAccount.ts'
import type { Verdict } from './verdict.ts'

/** What the thread of the services is started with. */
export type ServiceOptions = {
  readonly translation: TranslationOptions | undefined
  readonly safety: SafetyOptions | undefined
}

export type TranslationOptions = {
  readonly account: ServiceAccount
  /** Another address than Google's, for proxies and tests. */
  readonly endpoint: string | undefined
  /** A request is broken off after so long. */
  readonly limitMs: number
}

export type SafetyOptions = { readonly apiKey: string; readonly model: string; readonly limitMs: number }

/** What each service answers to some texts. */
export type ServiceAnswers = {
  /** Each text in English. */
  readonly translate: readonly string[]
  readonly moderate: Verdict
  readonly grade: Verdict
}

export type ServiceName = keyof ServiceAnswers

/** To the thread. */
export type ServiceRequest = { readonly id: number; readonly service: ServiceName; readonly texts: readonly string[] }

/** From the thread: once whether it can work, then an answer or a failure for each request. */
export type ServiceReply =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly library: string; readonly isMissing: boolean; readonly reason: string }
  | { readonly type: 'answer'; readonly id: number; readonly answer: ServiceAnswers[ServiceName] }
  | { readonly type: 'failure'; readonly id: number; readonly reason: string }
