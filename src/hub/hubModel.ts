import type { Licence } from './licence.ts'

/** One file of a model, as the hub describes it. */
export type HubFile = {
  /** Relative, with slashes; safe to be put below a folder. */
  readonly path: string
  readonly bytes: number | undefined
  /** Of the content; known for large files. */
  readonly sha256: string | undefined
  /** SHA-1 of the git blob; known for small files. */
  readonly blobId: string | undefined
}

/** A model on the hub, at one commit. */
export type HubModel = {
  readonly repo: string
  readonly commit: string
  readonly licence: Licence
  readonly files: readonly HubFile[]
}
