import { z } from 'zod'
import { type Parts, packHead, unpackHead } from './envelope.ts'
import { MAX_WORKER_HEAD_BYTES } from './protocol.ts'
import { decodeResult, encodeResult, type JobResult, resultHead } from './result.ts'

/** Worker → server: who I am and how many jobs I would take. Also the answer to `who`. */
export type Hello = z.infer<typeof hello>
/** Worker → server: give me this many more jobs. */
export type Credit = z.infer<typeof credit>
/** Worker → server, four times a second: I am here. */
export type Beat = z.infer<typeof beat>
/** Worker → server: I am leaving; hand my jobs to somebody else. */
export type Bye = z.infer<typeof bye>

const hello = z.object({
  type: z.literal('hello'),
  // not a literal: a worker of another version must be understood well enough to be refused by name
  protocol: z.int(),
  workerId: z.string().min(1).max(200),
  /** New for every process, so that a restarted worker is told from one that has reconnected. */
  instance: z.string().min(1).max(64),
  engine: z.string().max(64),
  device: z.string().max(200),
  version: z.string().max(64),
  credits: z.int().min(0).max(16),
})
const credit = z.object({ type: z.literal('credit'), n: z.int().min(1).max(16) })
const share = z.number().min(0).max(1)
const amount = z.number().min(0)
const beat = z.object({
  type: z.literal('beat'),
  /** How its graphics card is, if that tells; servers that do not know of it leave it alone. */
  gpu: z
    .object({
      name: z.string().max(200),
      use: share.optional(),
      temperatureC: z.number().min(-100).max(1000).optional(),
      memoryUsedBytes: amount.optional(),
      memoryTotalBytes: amount.optional(),
      powerW: amount.optional(),
    })
    .optional(),
})
const bye = z.object({ type: z.literal('bye') })

const heads = z.discriminatedUnion('type', [hello, credit, beat, bye, resultHead])

/** Everything a worker may say. */
export type WorkerMessage = Hello | Credit | Beat | Bye | JobResult

export function encodeWorkerMessage(message: WorkerMessage): Parts {
  return message.type === 'result' ? encodeResult(message) : [packHead(message)]
}

/** @throws WireError for whatever is not a message of a worker */
export function decodeWorkerMessage(parts: Parts): WorkerMessage {
  const head = unpackHead(parts, heads, MAX_WORKER_HEAD_BYTES)
  return head.type === 'result' ? decodeResult(head, parts.slice(1)) : head
}
