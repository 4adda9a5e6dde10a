/** Words and phrases that no prompt may have. */
export type WordList = {
  readonly size: number
  /** The entry, as it stands in the list, that a text has. */
  find(text: string): string | undefined
}

/**
 * Reads a list: an entry a line, `#` begins a comment. Whole words are compared, whatever their case, accents and width, in
 * the singular and the plural with -s or -es. Scripts that write without spaces are searched for the entry anywhere.
 */
export function readWordList(list: string): WordList {
  const entries = list.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim())
  const phrases = new Map<string, string>()
  const stretches = new Map<string, string>()
  for (const entry of entries) {
    const words = wordsOf(entry)
    if (words.length === 0) continue
    if (NO_SPACES.test(entry)) stretches.set(words.join(''), entry)
    else phrases.set(words.join(' '), entry)
  }
  const mostWords = Math.max(0, ...[...phrases.keys()].map((phrase) => phrase.split(' ').length))
  const lengths = [...new Set([...stretches.keys()].map((stretch) => stretch.length))]
  return {
    size: phrases.size + stretches.size,
    find: (text) =>
      readings(text)
        .map(
          (reading) =>
            findPhrase(wordsOf(reading), phrases, mostWords) ??
            findStretch(wordsOf(reading).join(''), stretches, lengths),
        )
        .find((found) => found !== undefined),
  }
}

const NO_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** As written, and with the syntax of weights drawn together: `wea(pon)1.2` is a way to write a word. */
function readings(text: string): string[] {
  const together = text.replaceAll(/\)\d*\.?\d*|[("\\+-]/g, '')
  return together === text ? [text] : [text, together]
}

function wordsOf(text: string): string[] {
  return folded(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}

/** Without case, width, accents and characters that are not seen. Vowel signs of other scripts are no accents. */
function folded(text: string): string {
  const bare = text.normalize('NFKD').replaceAll(/[\u0300-\u036f\p{Cf}]/gu, '')
  // by way of capitals, which are the same for ß and ss, and for i with and without a dot
  return bare.normalize('NFC').toUpperCase().toLowerCase()
}

function findPhrase(words: readonly string[], phrases: ReadonlyMap<string, string>, mostWords: number) {
  for (let from = 0; from < words.length; from++) {
    for (let count = 1; count <= mostWords && from + count <= words.length; count++) {
      const phrase = words.slice(from, from + count).join(' ')
      const found =
        phrases.get(phrase) ?? phrases.get(phrase.replace(/s$/, '')) ?? phrases.get(phrase.replace(/es$/, ''))
      if (found !== undefined) return found
    }
  }
  return undefined
}

function findStretch(text: string, stretches: ReadonlyMap<string, string>, lengths: readonly number[]) {
  for (let from = 0; from < text.length; from++) {
    for (const length of lengths) {
      const found = stretches.get(text.slice(from, from + length))
      if (found !== undefined) return found
    }
  }
  return undefined
}
