/**
 * Words from the network for a terminal, on one line: what would move the cursor, colour the text or turn its direction
 * is taken out. The joiners that some scripts are written with stay.
 */
export function plainLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .toWellFormed()
    .trim()
}
