import { gradingRequest } from './gradingRequest.ts'
import { readGrade, readModeration } from './readVerdicts.ts'
import type { SafetyOptions } from './serviceMessages.ts'
import type { Verdict } from './verdict.ts'

/** Two checks of some texts, by OpenAI. Both fail rather than guess. */
export type Checks = {
  /** Violence, hate, sex, self-harm and the like. */
  moderate(texts: readonly string[]): Promise<Verdict>
  /** Characters and brands. */
  grade(texts: readonly string[]): Promise<Verdict>
}

const MODERATION_MODEL = 'omni-moderation-latest'

/** OpenAI's moderation and a model, by its client library. OPENAI_BASE_URL and its other variables are heard. */
export async function openOpenAiChecks({ apiKey, model, limitMs }: SafetyOptions): Promise<Checks> {
  const { default: OpenAI } = await import('openai')
  // asked again by people, not by the library: the time is short, and they should hear at once what is wrong
  const client = new OpenAI({ apiKey, maxRetries: 0, timeout: limitMs, logLevel: 'off' })
  // the library's own time limit ends when the answer begins
  const inTime = () => ({ signal: AbortSignal.timeout(limitMs) })
  return {
    moderate: async (texts) => {
      const request = { model: MODERATION_MODEL, input: [...texts] }
      return readModeration(await client.moderations.create(request, inTime()), texts.length)
    },
    grade: async (texts) => readGrade(await client.chat.completions.create(gradingRequest(model, texts), inTime())),
  }
}
