/** Words from the network for the terminal: they must neither move the cursor nor make up lines of their own. */
export function onOneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
