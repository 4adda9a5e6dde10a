/** 8-bit sRGB as one number: r | g << 8 | b << 16. */
export function packed(r: number, g: number, b: number): number {
  return r | (g << 8) | (b << 16)
}

/** Mixes two packed colours. @param share of `to`, 0 to 256 */
export function between(from: number, to: number, share: number): number {
  const keep = 256 - share
  // red and blue side by side: each has room for its eight bits more
  const redBlue = (Math.imul(from & 0xff00ff, keep) + Math.imul(to & 0xff00ff, share)) >>> 8
  const green = (Math.imul(from & 0xff00, keep) + Math.imul(to & 0xff00, share)) >> 8
  return (redBlue & 0xff00ff) | (green & 0xff00)
}
