import { z } from 'zod'
import type { Frame } from '#frame/frame.ts'
import type { Look } from '#frame/look.ts'
import type { Parameters } from '#settings/schema.ts'
import { type Parts, packHead } from './envelope.ts'
import { packedLooks, packLooks, unpackLooks } from './looks.ts'
import { MAX_FRAMES, PROTOCOL, WireError } from './protocol.ts'

/** What a worker gets to know of a frame. All frames of a job have one size and one crop. */
export type JobFrame = Pick<Frame, 'seq' | 'index' | 'capturedAtMs' | 'widthPx' | 'heightPx' | 'crop' | 'jpeg'>

/** Server → worker: some frames, and everything needed to transform them. */
export type Job = {
  readonly type: 'job'
  readonly protocol: typeof PROTOCOL
  /** New for every run of the server; a result from an earlier run is dropped on sight. */
  readonly streamId: string
  /** Counts up within a stream; a job that is handed out again keeps its number. */
  readonly jobId: number
  readonly frames: readonly JobFrame[]
  /** The settings as they stood when this batch was closed. A job never looks anything up. */
  readonly parameters: Parameters
  /** What each frame is to become; left out where all show the prompt and the seed of the parameters, and nothing else. */
  readonly looks?: readonly Look[]
}

const count = z.int().min(0)
const size = { widthPx: z.int().min(1).max(65_535), heightPx: z.int().min(1).max(65_535) }

/** The head of a job. Parameters are checked by name and kind, not by limits: the server has done that. */
export const jobHead = z.object({
  type: z.literal('job'),
  protocol: z.literal(PROTOCOL),
  streamId: z.string().min(1).max(64),
  jobId: count,
  parameters: z.object({
    prompt: z.string(),
    negativePrompt: z.string().default(''),
    numInferenceSteps: z.int().min(1),
    strength: z.number().min(0).max(1),
    guidanceScale: z.number().min(0),
    seed: count,
    fixedSeed: z.boolean(),
    compel: z.boolean(),
    passthrough: z.boolean(),
    opacity: z.number().min(0).max(1),
    resolution: z.int().min(8).max(8192).multipleOf(8),
    mirror: z.boolean(),
    jpegQuality: z.int().min(1).max(100),
  }),
  frames: z
    .array(z.object({ seq: count, index: z.int(), capturedAtMs: z.int(), ...size, crop: z.object(size).optional() }))
    .min(1)
    .max(MAX_FRAMES),
  looks: packedLooks.optional(),
})

export function encodeJob(job: Job): Parts {
  const frames = job.frames.map(({ seq, index, capturedAtMs, widthPx, heightPx, crop }) => {
    return { seq, index, capturedAtMs, widthPx, heightPx, crop }
  })
  const looks = job.looks && packLooks(job.looks, job.parameters)
  return [packHead({ ...job, frames, looks }), ...job.frames.map((frame) => frame.jpeg)]
}

/** Joins a checked head with the pictures that came with it. @throws WireError if their number differs, or looks do not fit */
export function decodeJob({ looks, ...head }: z.infer<typeof jobHead>, pictures: Parts): Job {
  if (pictures.length !== head.frames.length) {
    throw new WireError(`a job of ${head.frames.length} frames with ${pictures.length} pictures`)
  }
  const frames = head.frames.map(({ crop, ...frame }, i) => ({ ...frame, ...(crop && { crop }), jpeg: pictures[i] }))
  return { ...head, frames, ...(looks && { looks: unpackLooks(looks, frames.length) }) }
}
