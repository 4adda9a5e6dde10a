import type { Fragment } from './parsedPrompt.ts'

/** A piece of text, or some pieces that share a weight. */
export type Weighted = { readonly text: string } | { readonly weight: number; readonly children: readonly Weighted[] }

/**
 * Multiplies nested weights and joins neighbours of the same weight with a space.
 * @returns at least one fragment; `''` alone for nothing at all
 */
export function flatten(nodes: readonly Weighted[]): Fragment[] {
  const fragments: Fragment[] = []
  append(nodes, 1, fragments)
  const filled = fragments.filter(({ text }) => text !== '')
  return filled.length > 0 ? filled : [{ text: '', weight: 1 }]
}

function append(nodes: readonly Weighted[], scale: number, fragments: Fragment[]): void {
  for (const node of nodes) {
    if ('children' in node) append(node.children, scale * node.weight, fragments)
    else if (fragments.at(-1)?.weight !== scale) fragments.push({ text: node.text, weight: scale })
    else fragments.push({ text: `${fragments.pop()?.text} ${node.text}`, weight: scale })
  }
}
