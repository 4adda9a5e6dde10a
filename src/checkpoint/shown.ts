/** Longest value in a message. */
const MAX_LENGTH = 120

/** A value out of a file as it stands in a message: JSON on one line, not too long, whatever it is. */
export function shown(value: unknown): string {
  const text = textOf(value)
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 2 * MAX_LENGTH))
  try {
    return JSON.stringify(value) ?? 'missing'
  } catch {
    return 'nested too deeply to be shown'
  }
}
