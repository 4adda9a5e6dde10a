import { z } from 'zod'
import type { WorkTimes } from '#frame/transformed.ts'
import { type Parts, packHead } from './envelope.ts'
import { MAX_FRAMES, MAX_REASON_LENGTH, PROTOCOL, WireError } from './protocol.ts'

/** What became of one frame of a job: a picture, or why there is none and whether the picture or the engine is to blame. */
export type Outcome =
  | { readonly ok: true; readonly jpeg: Uint8Array }
  | { readonly ok: false; readonly fault: 'input' | 'engine'; readonly reason: string }

/** Worker → server: one outcome for every frame of a job, in the job's order. */
export type JobResult = {
  readonly type: 'result'
  readonly protocol: typeof PROTOCOL
  readonly streamId: string
  readonly jobId: number
  readonly times: WorkTimes
  readonly outcomes: readonly Outcome[]
}

const ms = z.number().min(0).max(3_600_000)

export const resultHead = z.object({
  type: z.literal('result'),
  protocol: z.literal(PROTOCOL),
  streamId: z.string().max(64),
  jobId: z.int().min(0),
  times: z.object({ waitMs: ms, decodeMs: ms, transformMs: ms, encodeMs: ms }),
  outcomes: z
    .array(
      z.discriminatedUnion('ok', [
        z.object({ ok: z.literal(true) }),
        z.object({
          ok: z.literal(false),
          fault: z.enum(['input', 'engine']),
          reason: z.string().max(MAX_REASON_LENGTH),
        }),
      ]),
    )
    .min(1)
    .max(MAX_FRAMES),
})

export function encodeResult(result: JobResult): Parts {
  const outcomes = result.outcomes.map((o) => (o.ok ? { ok: true } : { ...o, reason: shortened(o.reason) }))
  const jpegs = result.outcomes.flatMap((outcome) => (outcome.ok ? [outcome.jpeg] : []))
  return [packHead({ ...result, outcomes }), ...jpegs]
}

/** Joins a checked head with the pictures that came with it. @throws WireError if their number differs */
export function decodeResult(head: z.infer<typeof resultHead>, pictures: Parts): JobResult {
  const expected = head.outcomes.filter((outcome) => outcome.ok).length
  if (pictures.length !== expected) throw new WireError(`a result of ${expected} pictures with ${pictures.length}`)
  const rest = [...pictures]
  const outcomes = head.outcomes.map((o): Outcome => (o.ok ? { ok: true, jpeg: rest.shift() as Uint8Array } : o))
  return { ...head, outcomes }
}

function shortened(reason: string): string {
  return reason.slice(0, MAX_REASON_LENGTH)
}
