const MAX_LINES = 16
const MAX_CHARACTERS = 80

/**
 * Fills its cell of the font to all sides and cannot be seen: the picture of the text is cut to what is drawn, and these
 * corners make it as large as the text's cells, with a margin of a letter at both sides.
 */
const CORNER = '<span alpha="1">█</span>'

/**
 * Lines of text in Pango's markup. Nothing in them can be taken for markup, moves the cursor or is longer than a line.
 * Lines after the sixteenth are left out.
 */
export function labelMarkup(lines: readonly string[]): string {
  const kept = lines.slice(0, MAX_LINES).map(oneLine)
  const widest = Math.max(0, ...kept.map((line) => line.length))
  const rows = kept.map((line) => CORNER + escaped(line.join('')) + ' '.repeat(widest - line.length) + CORNER)
  return `<span foreground="#ffffff" font_features="liga=0,calt=0">${rows.join('\n') || CORNER}</span>`
}

/** The characters of a line that can be written. Names come from other machines: some characters would reorder others. */
function oneLine(line: string): string[] {
  const characters = [...line.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')]
  if (characters.length <= MAX_CHARACTERS) return characters
  return [...characters.slice(0, MAX_CHARACTERS - 1), '…']
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
