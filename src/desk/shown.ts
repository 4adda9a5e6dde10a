import type { Settings } from '#settings/schema.ts'

const MAX_LENGTH = 60

/** Settings as phrases for logs and consoles, by name: `strength 0.5`, `prompt "a red fox"`. Long texts are shortened. */
export function phrasesOf(values: Partial<Settings>): Map<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [name, `${name} ${shown(value)}`]))
}

/** One sentence of phrases: the first ones, and how many more there are. */
export function sentence(phrases: readonly string[]): string {
  const more = phrases.length > 6 ? [`and ${phrases.length - 5} more`] : []
  return [...phrases.slice(0, more.length > 0 ? 5 : 6), ...more].join(', ') || 'nothing changed'
}

/** A text cut to what fits a line. */
export function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text
}

/** `4 s`, or `at once`. */
export function duration(seconds: number): string {
  return seconds > 0 ? `${rounded(seconds)} s` : 'at once'
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(rounded(value))
  if (Array.isArray(value))
    return `(${value.map(({ text, weight }) => `${rounded(weight)} ${shown(text)}`).join(', ')})`
  if (typeof value !== 'string') return String(value)
  return /^\S+$/.test(value) ? shortened(value) : JSON.stringify(shortened(value))
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
