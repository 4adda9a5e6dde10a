/** 8-bit sRGB as one number: r | g << 8 | b << 16. */
export function packed(r: number, g: number, b: number): number {
  return r | (g << 8) | (b << 16)
}

/** Mixes two packed colours. @param share of `to`, 0 to 128 */
export function between(from: number, to: number, share: number): number {
  const keep = 128 - share
  // red and blue side by side; with seven bits of share the sums stay within 31 bits, which is what is fast
  const redBlue = ((from & 0xff00ff) * keep + (to & 0xff00ff) * share) >> 7
  const green = ((from & 0xff00) * keep + (to & 0xff00) * share) >> 7
  return (redBlue & 0xff00ff) | (green & 0xff00)
}

/** How far two packed colours lie apart: the sum over the channels, 0 to 765. */
export function apart(a: number, b: number): number {
  const r = Math.abs((a & 255) - (b & 255))
  const g = Math.abs(((a >> 8) & 255) - ((b >> 8) & 255))
  return r + g + Math.abs(((a >> 16) & 255) - ((b >> 16) & 255))
}
