import { z } from 'zod'
import { type Parts, packHead, unpackHead } from './envelope.ts'
import { decodeJob, encodeJob, type Job, jobHead } from './job.ts'
import { MAX_SERVER_HEAD_BYTES } from './protocol.ts'

/** Server → worker: you are in. */
export type Welcome = z.infer<typeof welcome>
/** Server → worker: you cannot work here, and why; the worker ends. */
export type Refusal = z.infer<typeof refusal>
/** Server → worker: I do not know you (I have just started, or took you for gone); say hello again. */
export type Who = z.infer<typeof who>
/** Server → worker: the answer to a worker's beat. */
export type ServerBeat = z.infer<typeof beat>
/** Server → worker: too many bad results; no jobs for a while. */
export type Bench = z.infer<typeof bench>
/** Server → worker: end your work, and start anew under the same name. */
export type Restart = z.infer<typeof restart>

const welcome = z.object({ type: z.literal('welcome'), streamId: z.string().max(64), version: z.string().max(64) })
const refusal = z.object({ type: z.literal('refusal'), reason: z.string().max(2000), remedy: z.string().max(2000) })
const who = z.object({ type: z.literal('who') })
const beat = z.object({ type: z.literal('beat') })
const bench = z.object({ type: z.literal('bench'), reason: z.string().max(2000), forMs: z.number().min(0) })
const restart = z.object({ type: z.literal('restart') })

const heads = z.discriminatedUnion('type', [welcome, refusal, who, beat, bench, restart, jobHead])

/** Everything a server may say. */
export type ServerMessage = Welcome | Refusal | Who | ServerBeat | Bench | Restart | Job

export function encodeServerMessage(message: ServerMessage): Parts {
  return message.type === 'job' ? encodeJob(message) : [packHead(message)]
}

/** @throws WireError for whatever is not a message of a server */
export function decodeServerMessage(parts: Parts): ServerMessage {
  const head = unpackHead(parts, heads, MAX_SERVER_HEAD_BYTES)
  return head.type === 'job' ? decodeJob(head, parts.slice(1)) : head
}
