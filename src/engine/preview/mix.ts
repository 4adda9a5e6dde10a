/** Mixes the input, or another painting, into the result, in place. @param share of the result, 0 to 256 */
export function mix(result: Uint8Array, input: Uint8Array, share: number): void {
  for (let i = 0; i < result.length; i++) result[i] = input[i] + (((result[i] - input[i]) * share) >> 8)
}
