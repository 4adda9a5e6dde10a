/**
 * Mixes the input into the result, in place: `result * opacity + input * (1 - opacity)`.
 * @param opacity 0 to 1
 */
export function blend(result: Uint8Array, input: Uint8Array, opacity: number): void {
  const share = Math.round(opacity * 256)
  for (let i = 0; i < result.length; i++) result[i] = input[i] + (((result[i] - input[i]) * share + 128) >> 8)
}
