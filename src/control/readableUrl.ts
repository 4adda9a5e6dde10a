const ESCAPES = /(?:%[0-9a-f]{2})+/gi

/**
 * The address of a request with every escape well-formed UTF-8, so that a prompt does not fail because of how it was
 * typed: a lone `%` stands for itself, bytes that are no UTF-8 become the replacement character.
 */
export function readableUrl(url: string): string {
  return url.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(ESCAPES, wellFormed)
}

function wellFormed(escapes: string): string {
  const bytes = Buffer.from(escapes.replaceAll('%', ''), 'hex')
  // every byte of a well-formed run stays as it was written: an escaped slash must not become a real one
  return bytes.toString('utf8').includes('\ufffd') ? encodeURIComponent(bytes.toString('utf8')) : escapes
}
