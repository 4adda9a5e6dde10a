import { isKnownPipeline } from '#checkpoint/isKnownPipeline.ts'
import { type Installed, listModels } from './installed.ts'
import type { Places } from './places.ts'
import { readModelIndex } from './readModelIndex.ts'

/** Complete models of the kinds that the diffusion engine runs; those in our own folder first. */
export async function usableModels(places: Places): Promise<Installed[]> {
  const complete = (await listModels(places)).filter(({ missing }) => missing.length === 0)
  const known = await Promise.all(complete.map(async ({ folder }) => isKnown(folder)))
  const usable = complete.filter((_, i) => known[i])
  return usable.sort((a, b) => Number(b.place === 'models') - Number(a.place === 'models'))
}

async function isKnown(folder: string): Promise<boolean> {
  return isKnownPipeline((await readModelIndex(folder))?._class_name ?? '')
}
