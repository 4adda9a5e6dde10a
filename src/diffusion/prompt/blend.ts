import { flatten } from './flatten.ts'
import { closingQuote, FragmentReader, match } from './fragmentReader.ts'
import { parenthesisNotice } from './parenthesisNotice.ts'
import type { ParsedPrompt, PromptPart } from './parsedPrompt.ts'
import { promptInvalid } from './promptPlace.ts'

/**
 * Reads `("a photo of a cat", "an oil painting").blend(0.3, 0.7)`. As many prompts as there are, in quotes (or single words,
 * or groups), a weight for each or none at all, and `no_normalize` behind the weights if they are to be taken as they are.
 *
 * @returns undefined if the prompt is not of this form
 * @throws OperatorError PROMPT_INVALID if it is, but weights are missing, too many or not numbers, or text follows
 */
export function readBlend(prompt: string): ParsedPrompt | undefined {
  const list = readList(prompt)
  const operator = list && match(OPERATOR, prompt, list.end)
  if (!operator) return undefined
  const at = list.end
  if (operator[1] !== 'blend') throw notJoined(prompt, at)
  const weights = match(WEIGHTS, prompt, at + operator[0].length)
  if (!weights) throw promptInvalid(prompt, at, 'The parenthesis of the blend is not closed', HOW)
  const end = at + operator[0].length + weights[0].length
  if (prompt.slice(end).trim() !== '') throw promptInvalid(prompt, end, 'Text follows the blend', HOW)
  const shares = sharesOf(prompt, at, weights[1] as string, list.parts.length)
  return {
    parts: list.parts.map(({ fragments, source }, i) => ({ fragments, source, share: shares[i] as number })),
    notices: list.parts.flatMap(({ notices }) => notices).slice(0, 1),
  }
}

/** @throws OperatorError PROMPT_INVALID if a prompt that could not be read as a blend looks as if it was meant to be one */
export function assertNoBrokenBlend(prompt: string): void {
  const operator = /(?<!\\)\)\s*\.(blend|and|add)\s*\(/.exec(prompt)
  if (!operator) return
  if (operator[1] !== 'blend') throw notJoined(prompt, operator.index + 1)
  throw promptInvalid(prompt, operator.index + 1, 'This blend cannot be read', HOW)
}

const HOW =
  'Write the whole prompt as one blend, each part in quotes, with a weight for each: ("a cat", "a dog").blend(0.3, 0.7)'

const OPEN = /\s*\(\s*/y
const NEXT = /\s*([,)])\s*/y
const OPERATOR = /\.(blend|and|add)\s*\(/y
const WEIGHTS = /([^()]*)\)/y
// numbers without end would reach the network as infinity
const LARGEST_SHARE = 1000
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/

type Part = Omit<PromptPart, 'share'> & { readonly notices: readonly string[]; readonly end: number }

function readList(prompt: string): { parts: Part[]; end: number } | undefined {
  const reader = new FragmentReader(prompt)
  const parts: Part[] = []
  let next = match(OPEN, prompt, 0)
  while (next && next[1] !== ')') {
    const part = readPart(prompt, next.index + next[0].length, reader)
    if (!part) return undefined
    parts.push(part)
    next = match(NEXT, prompt, part.end)
  }
  return next && { parts, end: next.index + next[0].length }
}

function readPart(prompt: string, at: number, reader: FragmentReader): Part | undefined {
  const target = reader.target(at)
  if (target) {
    return {
      fragments: flatten(target.nodes),
      source: sourceOf(prompt, target.from, target.to),
      notices: [],
      end: target.end,
    }
  }
  // in quotes anything may stand that may stand in a prompt by itself
  const closing = closingQuote(prompt, at)
  if (closing === undefined) return undefined
  const inside = new FragmentReader(prompt, at + 1, closing)
  const fragments = inside.read()
  return {
    fragments,
    source: sourceOf(prompt, at + 1, closing),
    notices: parenthesisNotice(prompt, inside),
    end: closing + 1,
  }
}

function sourceOf(prompt: string, from: number, to: number): string {
  return prompt.slice(from, to).replaceAll('\\"', '"')
}

function sharesOf(prompt: string, at: number, text: string, count: number): number[] {
  const words = text.trim() === '' ? [] : text.split(',').map((word) => word.trim())
  const isTakenAsIs = words.at(-1) === 'no_normalize'
  if (isTakenAsIs) words.pop()
  const wrong = words.find((word) => !NUMBER.test(word))
  if (wrong !== undefined) throw promptInvalid(prompt, at, `The blend's weight “${wrong}” is not a number`, HOW)
  const weights = words.length > 0 ? words.map(Number) : new Array<number>(count).fill(1)
  if (weights.length !== count) {
    throw promptInvalid(prompt, at, `The blend has ${count} prompt(s) and ${weights.length} weight(s)`, HOW)
  }
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (!isTakenAsIs && Math.abs(sum) < 1e-6) {
    const remedy = 'Change a weight, or add no_normalize behind the weights to take them as they are.'
    throw promptInvalid(prompt, at, "The blend's weights add up to 0, so they cannot be brought to a sum of 1", remedy)
  }
  const shares = isTakenAsIs ? weights : weights.map((weight) => weight / sum)
  const excess = shares.find((share) => !(Math.abs(share) <= LARGEST_SHARE))
  if (excess === undefined) return shares
  const remedy = 'Give weights of the same size, such as 0.3 and 0.7.'
  throw promptInvalid(prompt, at, `The blend takes one of its prompts ${excess.toPrecision(4)} times`, remedy)
}

function notJoined(prompt: string, at: number) {
  return promptInvalid(
    prompt,
    at,
    'Joining prompts with .and() is not supported',
    'Use a blend: ("a cat", "a dog").blend(1, 1)',
  )
}
