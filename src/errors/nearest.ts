/** Longer words are no mistyped names, and comparing them would take long. */
const MAX_LENGTH = 60

/** The one of `words` that was probably meant by a mistyped word; undefined if none is close. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  if (typed.length > MAX_LENGTH) return undefined
  const mayDiffer = Math.max(1, Math.floor(typed.length / 4))
  const ranked = words.map((word) => ({ word, distance: editDistance(typed, word) }))
  return ranked.filter(({ distance }) => distance <= mayDiffer).sort((a, b) => a.distance - b.distance)[0]?.word
}

/** Letters to insert, delete, replace or swap with their neighbour to turn one word into the other. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1), swapped))
    }
  }
  return at(a.length, b.length)
}
