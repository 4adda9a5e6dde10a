import { plainLine } from '#remote/plainLine.ts'

/** The value of a setting as people write it: `0.7`, `a quiet sea`, `0.5 a cat, 1 a dog`. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toFixed(3)))
  if (Array.isArray(value)) return value.map(weighted).join(', ') || 'none'
  if (typeof value !== 'string') return plainLine(String(value))
  return plainLine(value) || '(empty)'
}

/** Values by name, with commas in between. */
export function shownValues(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${plainLine(name)} ${shownValue(value)}`)
    .join(', ')
}

function weighted(prompt: unknown): string {
  const isPrompt = typeof prompt === 'object' && prompt !== null && 'text' in prompt && 'weight' in prompt
  return isPrompt ? `${shownValue(prompt.weight)} ${shownValue(prompt.text)}` : shownValue(prompt)
}
