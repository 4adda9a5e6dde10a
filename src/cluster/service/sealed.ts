import { createHash } from 'node:crypto'

/** How a file that is there looks: `ours` as it was written, `edited` since, `foreign` if somebody else has made it. */
export type SealState = 'ours' | 'edited' | 'foreign'

const SEAL = /^(?:#|\/\/) Written by i2i service install\. Changes are noticed by this checksum: ([0-9a-f]{64})\n/

/**
 * Puts a comment with a checksum above a text, by which it is known again.
 * @param comment what begins a comment in such a file
 */
export function sealed(text: string, comment: '#' | '//' = '#'): string {
  return `${comment} Written by i2i service install. Changes are noticed by this checksum: ${checksum(text)}\n${text}`
}

/** Whose text this is. */
export function sealState(text: string): SealState {
  const [line, sum] = SEAL.exec(text) ?? []
  if (line === undefined) return 'foreign'
  return checksum(text.slice(line.length)) === sum ? 'ours' : 'edited'
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
