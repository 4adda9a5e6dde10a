import { type FilesNeeded, filesNeeded, weightsOf } from './filesNeeded.ts'
import { localFiles } from './localFiles.ts'
import { readModelIndex } from './readModelIndex.ts'

/**
 * Looks whether a folder has all files that the pipeline reads, in whichever precision; the autoencoder may be the
 * model's own or stand in `vae_tiny/`. What is in the files is not looked at.
 */
export async function completeness(folder: string): Promise<FilesNeeded> {
  const index = await readModelIndex(folder)
  if (!index) return { files: [], missing: ['model_index.json'] }
  const paths = (await localFiles(folder)).map(({ path }) => path)
  const tiny = [...paths.filter((path) => path === 'vae_tiny/config.json'), ...weightsOf(paths, 'vae_tiny', 'float16')]
  const hasTiny = tiny.length > 1
  const needed = filesNeeded(paths, index, { precision: 'float16', vae: hasTiny ? 'config' : 'weights' })
  const own = weightsOf(paths, 'vae', 'float16')
  return hasTiny ? { ...needed, files: [...needed.files, ...own, ...tiny] } : needed
}
