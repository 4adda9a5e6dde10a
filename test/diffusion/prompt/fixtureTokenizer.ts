import { readTokenizer, type TokenizerFiles } from '#checkpoint/tokenizerFiles.ts'
import { fixtureFolder } from '#test/expected.ts'

const folders = [
  `${fixtureFolder('tiny-sdxl')}/tokenizer`,
  `${fixtureFolder('tiny-sdxl')}/tokenizer_2`,
  `${fixtureFolder('tiny-sd21')}/tokenizer`,
]
const known = new Map(await Promise.all(folders.map(async (folder) => [folder, await readTokenizer(folder)] as const)))

/** The tokenizer files of a small checkpoint. */
export function fixtureTokenizer(checkpoint: 'tiny-sdxl' | 'tiny-sd21', name: string): TokenizerFiles {
  const files = known.get(`${fixtureFolder(checkpoint)}/${name}`)
  if (!files) throw new RangeError(`${checkpoint} has no ${name}`)
  return files
}
