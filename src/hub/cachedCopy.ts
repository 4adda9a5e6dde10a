import { completeness } from './completeness.ts'
import { cachedSnapshot } from './hfCache.ts'
import { localFiles } from './localFiles.ts'
import type { PullPlan } from './pullPlan.ts'

/**
 * The folder in the Hugging Face cache that has everything of a plan already, in the planned version; undefined if
 * something is missing. An autoencoder of the model's own takes the place of a small one from elsewhere.
 */
export async function cachedCopy(plan: PullPlan, cache: string): Promise<string | undefined> {
  const folder = await cachedSnapshot(cache, plan.repo, plan.commit)
  if (!folder || (await completeness(folder)).missing.length > 0) return undefined
  const sizes = new Map((await localFiles(folder)).map(({ path, bytes }) => [path, bytes]))
  const own = plan.files.filter(
    ({ source, path }) => source.repo === plan.repo && /\.(safetensors|json|txt)$/.test(path),
  )
  const isThere = own.every(({ path, bytes }) => sizes.has(path) && (bytes === undefined || sizes.get(path) === bytes))
  return isThere ? folder : undefined
}
