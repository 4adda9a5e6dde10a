import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** One import of a file of ours: as written, and the file that it means. */
export type FoundImport = { readonly specifier: string; readonly target: string }

/** File → what it imports from this repository. Paths are relative to its root. */
export type ImportGraph = ReadonlyMap<string, readonly FoundImport[]>

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([#.][^'"]*)\1/g

/** Reads the imports of files, types and dynamic imports included. */
export function readImports(files: readonly string[]): ImportGraph {
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(file, 'utf8'))]))
}

/** A way from a file back to itself, if there is one. Imports of types count: the thought is circular all the same. */
export function findCycle(graph: ImportGraph): readonly string[] | undefined {
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const { target } of graph.get(file) ?? []) {
      const cycle = walk(target, [...path, file])
      if (cycle) return cycle
    }
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const cycle = walk(file, [])
    if (cycle) return cycle
  }
  return undefined
}

function importsOf(file: string, source: string): FoundImport[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...code.matchAll(IMPORT)]
    .map(([, , specifier = '']) => ({ specifier, target: targetOf(file, specifier) }))
    .filter(({ target }) => target.startsWith('src/'))
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('#') ? `src/${specifier.slice(1)}` : normalize(join(dirname(file), specifier))
}
