import type { Verdict } from './verdict.ts'

/**
 * What the moderation says. Anything but a clear answer for every text is a failure, never "safe".
 * @param count how many texts were asked about
 * @throws Error saying what is wrong with the answer
 */
export function readModeration(answer: unknown, count: number): Verdict {
  const results = fieldsOf(answer).results
  if (!Array.isArray(results) || results.length !== count) throw new Error('an answer without results')
  const flagged = results.map(fieldsOf)
  if (!flagged.every((result) => typeof result.flagged === 'boolean')) throw new Error('a result without a verdict')
  const found = flagged.filter((result) => result.flagged).flatMap(({ categories }) => namesOf(categories))
  const isUnsafe = flagged.some((result) => result.flagged)
  return isUnsafe
    ? {
        safety: 'unsafe',
        reason: `flagged: ${[...new Set(found)].join(', ') || 'no category named'}`,
        source: 'moderation',
      }
    : { safety: 'safe', reason: 'not flagged', source: 'moderation' }
}

/**
 * What the model says, in the form that it was told to keep to. Refusals, answers that were cut off and other words than
 * `safe` and `unsafe` are failures.
 * @throws Error saying what is wrong with the answer
 */
export function readGrade(answer: unknown): Verdict {
  const choices = fieldsOf(answer).choices
  const choice = fieldsOf(Array.isArray(choices) ? choices[0] : undefined)
  const { content, refusal } = fieldsOf(choice.message)
  if (typeof refusal === 'string' && refusal !== '') throw new Error(`a refusal: ${oneLine(refusal)}`)
  if (choice.finish_reason !== 'stop')
    throw new Error(`an unfinished answer (${oneLine(String(choice.finish_reason))})`)
  if (typeof content !== 'string' || content === '') throw new Error('an empty answer')
  const { safety, reason } = fieldsOf(parsed(content))
  if (safety !== 'safe' && safety !== 'unsafe') throw new Error(`neither safe nor unsafe: ${oneLine(content)}`)
  return { safety, reason: typeof reason === 'string' ? oneLine(reason) : 'no reason given', source: 'model' }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function namesOf(categories: unknown): string[] {
  return Object.entries(fieldsOf(categories)).flatMap(([name, isFound]) => (isFound === true ? [name] : []))
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new Error(`no JSON: ${oneLine(content)}`)
  }
}

/** What a model wrote, fit for a log. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
