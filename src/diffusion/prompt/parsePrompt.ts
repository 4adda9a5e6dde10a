import { assertNoBrokenBlend, readBlend } from './blend.ts'
import { FragmentReader } from './fragmentReader.ts'
import { parenthesisNotice } from './parenthesisNotice.ts'
import type { ParsedPrompt } from './parsedPrompt.ts'
import { promptInvalid } from './promptPlace.ts'

/**
 * Understands weights and blends in a prompt, with compel's meaning: `a (red)1.3 cat++ in the rain-`,
 * `("a cat", "a dog").blend(0.3, 0.7)`. Parentheses that do not fit are text, and a notice says so.
 *
 * @throws OperatorError PROMPT_INVALID, with the place, for a broken blend, a weight above 1000, and for what compel
 *   knows and we do not: `.swap()`, `.and()`, LoRA weights
 */
export function parsePrompt(prompt: string): ParsedPrompt {
  const parsed = readBlend(prompt) ?? readSingle(prompt)
  for (const { text, weight } of parsed.parts.flatMap(({ fragments }) => fragments)) {
    if (weight <= HEAVIEST) continue
    const at = Math.max(0, prompt.indexOf(text))
    const what = `The weight ${weight.toPrecision(4)} is more than ${HEAVIEST}`
    throw promptInvalid(prompt, at, what, 'Weights from 0 to 2 are useful. Put a space before a number that is text.')
  }
  return parsed
}

// far beyond what gives a picture; numbers without end would reach the network as infinity
const HEAVIEST = 1000

function readSingle(prompt: string): ParsedPrompt {
  assertNoBrokenBlend(prompt)
  const reader = new FragmentReader(prompt)
  const fragments = reader.read()
  return { parts: [{ fragments, source: prompt, share: 1 }], notices: parenthesisNotice(prompt, reader) }
}
