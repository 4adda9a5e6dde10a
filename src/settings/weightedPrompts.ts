import { type Field, invalid } from './field.ts'

/** A prompt and how much of it is mixed in. */
export type WeightedPrompt = { readonly text: string; readonly weight: number }

export const MAX_MORE_PROMPTS = 6
const MAX_LENGTH = 4000
const MAX_WEIGHT = 10
const RANGE = `at most ${MAX_MORE_PROMPTS} lines like "0.5 a cat", or [{"text": "a cat", "weight": 0.5}], with weights from 0 to ${MAX_WEIGHT}`

const NONE: readonly WeightedPrompt[] = Object.freeze([])

/** A list of prompts with weights: as JSON, or as lines of text that begin with the weight. Frozen. */
export function weightedPrompts({ doc }: { doc: string }): Field<readonly WeightedPrompt[]> {
  return {
    kind: 'prompts',
    default: NONE,
    doc,
    range: RANGE,
    parse(name, raw, { clamp = false } = {}) {
      const list = typeof raw === 'string' ? fromText(name, raw) : raw
      if (!Array.isArray(list) || list.length > MAX_MORE_PROMPTS) throw invalid(name, raw, RANGE)
      return list.length === 0 ? NONE : Object.freeze(list.map((each) => checked(name, each, clamp)))
    },
  }
}

function fromText(name: string, given: string): unknown {
  if (given.trim().startsWith('[')) return fromJson(name, given)
  const lines = given.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const [, weight, text] = /^\s*([\d.]+)\s+(.*\S)\s*$/.exec(line) ?? []
    if (weight === undefined) throw invalid(name, line, RANGE)
    return { text, weight: Number(weight) }
  })
}

function fromJson(name: string, given: string): unknown {
  try {
    return JSON.parse(given)
  } catch {
    throw invalid(name, given.slice(0, 80), RANGE)
  }
}

function checked(name: string, raw: unknown, clamp: boolean): WeightedPrompt {
  const { text, weight } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  if (typeof text !== 'string' || text.length > MAX_LENGTH) throw invalid(name, raw, RANGE)
  if (typeof weight !== 'number' || Number.isNaN(weight)) throw invalid(name, raw, RANGE)
  const within = Math.min(MAX_WEIGHT, Math.max(0, weight))
  if (within !== weight && !clamp) throw invalid(name, raw, RANGE)
  return Object.freeze({ text, weight: within })
}
