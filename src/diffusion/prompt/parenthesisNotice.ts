import type { FragmentReader } from './fragmentReader.ts'
import { placeIn } from './promptPlace.ts'

/** What to tell when a reader took a parenthesis for text: one sentence or none. */
export function parenthesisNotice(prompt: string, { parenthesisInText: at }: FragmentReader): string[] {
  if (at === undefined) return []
  return [
    `A parenthesis in the prompt is read as text, not as a weight, at ${placeIn(prompt, at)}. ` +
      'Close every “(”, put a space before it, and keep a lone - + = or " out of it; or write \\( and \\) for the characters.',
  ]
}
