import type { Look } from '#frame/look.ts'
import { defaultParameters } from '#settings/schema.ts'
import type { ServerMessage } from '#wire/fromServer.ts'
import type { Hello, WorkerMessage } from '#wire/fromWorker.ts'
import type { Job, JobFrame } from '#wire/job.ts'
import { PROTOCOL } from '#wire/protocol.ts'
import type { JobResult } from '#wire/result.ts'
import { aFrame } from './frames.ts'

/** A job of 16x16 pictures. */
export function aJob(changes: Partial<Job> = {}): Job {
  const parameters = { ...defaultParameters, resolution: 64 }
  return {
    type: 'job',
    protocol: PROTOCOL,
    streamId: 'stream-1',
    jobId: 0,
    frames: [aJobFrame(0)],
    parameters,
    ...changes,
  }
}

/** A look that mixes prompts by their weights, and two seeds. */
export function aLook(...prompts: readonly (readonly [text: string, weight: number])[]): Look {
  const seeds = [
    { seed: 7, weight: 0.6 },
    { seed: 2 ** 32 - 1, weight: 0.8 },
  ]
  return { prompts: prompts.map(([text, weight]) => ({ text, weight })), seeds }
}

/** What a worker gets to know of a frame. */
export function aJobFrame(seq: number, changes: Partial<JobFrame> = {}): JobFrame {
  const { index, capturedAtMs, widthPx, heightPx, jpeg } = aFrame({ seq })
  return { seq, index, capturedAtMs, widthPx, heightPx, jpeg, ...changes }
}

export function aHello(changes: Partial<Hello> = {}): Hello {
  const self = { workerId: 'ada', instance: 'a1', engine: 'passthrough', device: 'a processor', version: '0.1.0' }
  return { type: 'hello', protocol: PROTOCOL, ...self, credits: 2, ...changes }
}

export function aResult(changes: Partial<JobResult> = {}): JobResult {
  const times = { waitMs: 0, decodeMs: 1.5, transformMs: 40, encodeMs: 2 }
  const outcomes = [{ ok: true, jpeg: Uint8Array.of(1, 2, 3) }] as const
  return { type: 'result', protocol: PROTOCOL, streamId: 'stream-1', jobId: 0, times, outcomes, ...changes }
}

/** One of everything that a server may say. */
export const serverMessages: readonly ServerMessage[] = [
  { type: 'welcome', streamId: 'stream-1', version: '0.1.0' },
  { type: 'refusal', reason: 'Another running worker is called ada.', remedy: 'Give it another name.' },
  { type: 'who' },
  { type: 'beat' },
  { type: 'bench', reason: 'out of memory', forMs: 10_000 },
  aJob({ frames: [aJobFrame(0), aJobFrame(1)], jobId: 2 ** 40 }),
  aJob({ frames: [aJobFrame(7, { crop: { widthPx: 8, heightPx: 8 } })] }),
  aJob({ frames: [aJobFrame(0), aJobFrame(1)], looks: [aLook(['a', 0.75], ['b', 0.25]), aLook(['b', 1])] }),
]

/** One of everything that a worker may say. */
export const workerMessages: readonly WorkerMessage[] = [
  aHello(),
  { type: 'credit', n: 1 },
  { type: 'beat' },
  { type: 'bye' },
  aResult(),
  aResult({
    outcomes: [
      { ok: false, fault: 'input', reason: 'damaged' },
      { ok: true, jpeg: Uint8Array.of(9) },
      { ok: false, fault: 'engine', reason: 'out of memory' },
    ],
  }),
]
