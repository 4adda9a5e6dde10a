/** Seconds from 1900, where NTP begins, to 1970. */
const EPOCH_S = 2_208_988_800
/** In 2036 the seconds begin again at 0. */
const ERA_S = 2 ** 32

/**
 * The moment that an OSC time tag means, in milliseconds since the Unix epoch with fractions.
 * @param seconds  since 1900; small numbers are those after 2036
 * @param fraction in parts of 2^32 of a second
 * @returns undefined for "immediately"
 */
export function unixMsOf(seconds: number, fraction: number): number | undefined {
  if (seconds === 0 && fraction <= 1) return undefined
  const era = seconds < 2 ** 31 ? ERA_S : 0
  return (seconds + era - EPOCH_S) * 1000 + (fraction / 2 ** 32) * 1000
}
