import { z } from 'zod'

/** A text where authors of model cards may have written anything. */
const loose = z.union([z.string(), z.array(z.string()).transform((words) => words.join(', '))]).optional()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** The same where LFS names its algorithm. */
const oid = z
  .string()
  .transform((text) => text.replace(/^sha256:/, ''))
  .pipe(sha256)
const sha1 = z.string().regex(/^[0-9a-f]{40}$/)
const bytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/**
 * `GET /api/models/OWNER/NAME/revision/REVISION?blobs=true`. What we do not read is let through.
 * @see https://huggingface.co/docs/hub/api
 */
export const modelAnswer = z.object({
  sha: sha1,
  cardData: z
    .object({
      license: loose.catch(undefined),
      license_name: loose.catch(undefined),
      license_link: loose.catch(undefined),
    })
    .nullish()
    .catch(undefined),
  siblings: z
    .array(
      z.object({
        rfilename: z.string(),
        size: bytes.nullish(),
        /** SHA-1 of the git blob; for a file in LFS that of its pointer. */
        blobId: sha1.nullish(),
        lfs: z.object({ sha256: sha256.optional(), oid: oid.optional(), size: bytes.optional() }).nullish(),
      }),
    )
    .max(100_000),
})

/** `GET /api/models/OWNER/NAME/tree/REVISION?recursive=true` */
export const treeAnswer = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: bytes.optional(),
    oid: z.string().optional(),
    lfs: z.object({ oid, size: bytes.optional() }).optional(),
  }),
)

/** The parts of a pipeline: folder → library and class; other entries are settings. */
export const modelIndexAnswer = z.record(z.string(), z.unknown()).and(z.object({ _class_name: z.string() }))

/** What of `unet/config.json` tells the family. */
export const unetConfigAnswer = z.object({
  _class_name: z.string().optional(),
  in_channels: z.number().optional(),
  addition_embed_type: z.string().nullish(),
  cross_attention_dim: z.union([z.number(), z.array(z.number())]).nullish(),
  time_cond_proj_dim: z.number().nullish(),
  sample_size: z.union([z.number(), z.array(z.number())]).nullish(),
})
