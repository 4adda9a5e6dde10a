const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** `5.14 GB`: decimal units, three digits. */
export function readableBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value < 100 ? value.toPrecision(3) : Math.round(value)} ${UNITS[unit]}`
}
