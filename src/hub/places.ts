import { join } from 'node:path'

/** Where models can lie. */
export type Places = {
  /** Our own folder: OWNER/NAME below it. */
  readonly models: string
  /** The cache that other Hugging Face programs fill. */
  readonly cache: string
}

/** The folder that a pull puts a model into. */
export function folderOf({ models }: Places, repo: string): string {
  return join(models, ...repo.split('/'))
}
