import type { Tokenizer } from './tokenizer.ts'

/**
 * Where the model stops reading a text.
 * @returns the last words that count and the first that do not; undefined if all of it is read
 */
export function cutOf(text: string, tokenizer: Tokenizer): { read: string; unread: string } | undefined {
  const { maxTokens } = tokenizer
  if (tokenizer.encode(text, maxTokens + 1).length <= maxTokens) return undefined
  let count = 0
  let end = 0
  for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
    const tokens = tokenizer.encode(word, maxTokens + 1).length
    if (count + tokens > maxTokens) {
      // of a long run without spaces, such as Japanese, some characters count
      end = index + readCharacters(word, maxTokens - count, tokenizer)
      break
    }
    count += tokens
    end = index + word.length
  }
  return { read: text.slice(0, end).trim(), unread: text.slice(end).trim() }
}

/** A sentence for the operator; undefined if all of the text is read. */
export function longPromptNotice(text: string, tokenizer: Tokenizer): string | undefined {
  const cut = cutOf(text, tokenizer)
  if (!cut) return undefined
  const read = cut.read.length > SHOWN ? `…${cut.read.slice(-SHOWN)}` : cut.read
  const unread = cut.unread.length > SHOWN ? `${cut.unread.slice(0, SHOWN)}…` : cut.unread
  return (
    `The prompt is longer than the ${tokenizer.maxTokens} tokens that the model reads: ` +
    `it ends after “${read.toWellFormed()}”, and “${unread.toWellFormed()}” has no effect. Shorten it.`
  )
}

const SHOWN = 40

/** How much of a word counts: a short one only as a whole. */
function readCharacters(word: string, maxTokens: number, tokenizer: Tokenizer): number {
  if (word.length <= SHOWN) return 0
  let read = 0
  let unread = Math.min(word.length, LONGEST_LOOK)
  while (unread - read > 1) {
    const middle = (read + unread) >> 1
    if (tokenizer.encode(word.slice(0, middle)).length <= maxTokens) read = middle
    else unread = middle
  }
  return read
}

// 75 tokens have hardly ever more characters, and the place need not be exact to the letter
const LONGEST_LOOK = 1000
