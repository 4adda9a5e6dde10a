/** A text as one word of a POSIX shell, whatever is in it. @throws RangeError for a zero, which no shell can hold */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell cannot hold a text with a zero in it')
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
