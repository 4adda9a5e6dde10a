/** Addresses of network cameras often carry a password, which has no place in logs and pages. Takes any text with such addresses. */
export function withoutPassword(text: string): string {
  return text
    .replace(/\/\/([^/@:\s]*):[^/\s]*@/g, '//$1:…@')
    .replace(/([?&](?:passphrase|password|passwd|pwd|pass|token|key)=)[^&#\s'"]+/gi, '$1…')
}
