import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

// models--OWNER--NAME/
//   refs/main                      the commit
//   snapshots/COMMIT/unet/…        links into
//   blobs/SHA256 or GIT-SHA1

/**
 * The folder of a model in the cache of other Hugging Face programs; undefined if it is not there.
 * @param revision branch, tag or commit; left out: main, or else the newest
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
export async function cachedSnapshot(cache: string, repo: string, revision?: string): Promise<string | undefined> {
  const folder = join(cache, `models--${repo.replace('/', '--')}`)
  const commit = await readFile(join(folder, 'refs', revision ?? 'main'), 'utf8').catch(() => revision)
  const named = commit && (await existing(join(folder, 'snapshots', commit.trim())))
  return named || (revision === undefined ? newest(join(folder, 'snapshots')) : undefined)
}

/** The models of the cache, as OWNER/NAME. */
export async function cachedRepos(cache: string): Promise<string[]> {
  const names = await readdir(cache).catch(() => [])
  const parts = names.map((name) => name.split('--'))
  return parts.filter(([kind, ...rest]) => kind === 'models' && rest.length === 2).map(([, ...rest]) => rest.join('/'))
}

async function newest(folder: string): Promise<string | undefined> {
  const commits = await readdir(folder).catch(() => [])
  const dated = await Promise.all(
    commits.map(async (commit) => {
      const path = join(folder, commit)
      return { path, changedMs: (await stat(path)).mtimeMs }
    }),
  )
  return dated.sort((a, b) => b.changedMs - a.changedMs)[0]?.path
}

async function existing(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ? path : undefined
}
