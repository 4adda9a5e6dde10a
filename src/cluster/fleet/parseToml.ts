import { parse } from 'smol-toml'

/** A TOML text as plain values. @throws Error with the line, in words */
export function parseToml(text: string): unknown {
  return parse(text, { maxDepth: 10 })
}
