// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Puts test files together, each group in one file that imports them. A process for each of some 200 files would spend most of
 * its time on loading the same modules again; files that share a process run one after the other.
 *
 * @param {string[]} files
 * @param {{ folder: string, most: number }} options folder: where the groups are written; most: groups
 * @returns {string[]} the files to run instead, each of them named for people: `group-1.mjs`
 */
export function testGroups(files, { folder, most }) {
  mkdirSync(folder, { recursive: true })
  const count = Math.min(most, files.length)
  return Array.from({ length: count }, (_, group) => {
    const path = join(folder, `group-${group + 1}.mjs`)
    // neighbours are alike, the slow ones too: they are dealt out like cards
    const members = files.filter((_, i) => i % count === group)
    writeFileSync(path, members.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)}\n`).join(''))
    return path
  })
}
