/** Words with spaces in between; in quotes a word may have spaces of its own. What reads as a number becomes one. */
export function wordsOf(text: string): (string | number)[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare = '']) => {
    return double ?? single ?? numberOr(bare)
  })
}

function numberOr(word: string): string | number {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) && Number.isFinite(Number(word))
  return isNumber ? Number(word) : word
}
