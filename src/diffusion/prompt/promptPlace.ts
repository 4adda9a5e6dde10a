import { OperatorError } from '#errors/operatorError.ts'

/** Where something stands in a prompt, for a sentence: `character 9: “…cat.swap(dog) on a…”`. */
export function placeIn(prompt: string, at: number): string {
  const before = prompt.slice(Math.max(0, at - BEFORE), at)
  const after = prompt.slice(at, at + AFTER)
  const text = `${at > BEFORE ? '…' : ''}${before}${after}${at + AFTER < prompt.length ? '…' : ''}`
  return `character ${at + 1}: “${text.replace(/\s+/g, ' ').toWellFormed()}”`
}

/**
 * The error for a prompt that cannot be understood; it shows the place.
 * @param what   what is wrong, without the place and without a full stop
 * @param remedy what to write instead
 */
export function promptInvalid(prompt: string, at: number, what: string, remedy: string): OperatorError {
  return new OperatorError('PROMPT_INVALID', `${what}, at ${placeIn(prompt, at)}.`, remedy)
}

const BEFORE = 12
const AFTER = 28
