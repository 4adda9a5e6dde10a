import type { SettingName } from '#settings/schema.ts'
import type { SettingsReader } from '#settings/store.ts'
import { FeedbackLine, type FeedbackLineOptions } from './feedbackLine.ts'
import type { FeedbackTarget } from './feedbackTargets.ts'

export type FeedbackOptions = Omit<FeedbackLineOptions, 'signal' | 'settings'> & {
  readonly targets: readonly FeedbackTarget[]
  readonly settings: SettingsReader
}

/** Tells other programs every setting that changes, through whatever door. `tellAll` tells all of them. */
export function openFeedback(options: FeedbackOptions): AsyncDisposable & { tellAll(): void } {
  const { targets, settings } = options
  const closing = new AbortController()
  const { signal } = closing
  const lines = targets.map((target) => new FeedbackLine(target, { ...options, signal }))
  const running = Promise.all(lines.map((line) => line.run()))
  const unsubscribe = settings.onChange(({ changed }) => {
    for (const line of lines) line.tell(Object.keys(changed) as SettingName[])
  })
  return {
    tellAll() {
      for (const line of lines) line.tell()
    },
    async [Symbol.asyncDispose]() {
      unsubscribe()
      closing.abort()
      await running
    },
  }
}
