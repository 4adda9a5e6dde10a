import { shapeText } from './value.ts'

/** Shape of a result whose operands are repeated along axes of length 1. @throws RangeError if they do not fit */
export function broadcastShape(a: readonly number[], b: readonly number[], what: string): number[] {
  const length = Math.max(a.length, b.length)
  return Array.from({ length }, (_, i) => {
    const m = a[i - length + a.length] ?? 1
    const n = b[i - length + b.length] ?? 1
    if (m !== n && m !== 1 && n !== 1) throw new RangeError(`${what}: ${shapeText(a)} and ${shapeText(b)} do not fit`)
    return m === 1 ? n : m
  })
}
