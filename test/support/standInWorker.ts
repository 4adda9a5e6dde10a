import { decodeServerMessage, type ServerMessage } from '#wire/fromServer.ts'
import { encodeWorkerMessage, type Hello, type WorkerMessage } from '#wire/fromWorker.ts'
import type { Job } from '#wire/job.ts'
import { openJobClientSocket } from '#wire/jobClientSocket.ts'
import { PROTOCOL } from '#wire/protocol.ts'
import type { Outcome } from '#wire/result.ts'
import { aHello } from './messages.ts'

/** A worker that a test plays, over a real connection. */
export type StandInWorker = AsyncDisposable & {
  /** Everything that the server has told it. */
  readonly heard: readonly ServerMessage[]
  say(message: WorkerMessage): Promise<boolean>
  /** Any bytes at all. */
  sayBytes(parts: readonly Uint8Array[]): Promise<boolean>
}

export type StandInOptions = {
  readonly port: number
  readonly hello: Partial<Hello> & { readonly workerId: string }
  /** What becomes of a job: an outcome for each frame, or undefined for no answer. */
  readonly onJob?: (job: Job) => readonly Outcome[] | undefined
}

const BEAT_MS = 200

/** Connects, says hello until it is answered, beats, and does with jobs what the test says. */
export function openStandInWorker({ port, hello, onJob = () => undefined }: StandInOptions): StandInWorker {
  const socket = openJobClientSocket({ host: '127.0.0.1', port })
  const heard: ServerMessage[] = []
  const say = (message: WorkerMessage) => socket.send(encodeWorkerMessage(message))
  const greeting = aHello({ instance: hello.workerId, ...hello })
  const isWelcome = () => heard.some(({ type }) => type === 'welcome')
  const beating = setInterval(() => void say(isWelcome() ? { type: 'beat' } : greeting), BEAT_MS)

  const listening = (async () => {
    for await (const parts of socket.incoming) {
      const message = decodeServerMessage(parts)
      heard.push(message)
      if (message.type === 'who') await say(greeting)
      if (message.type === 'job') await answer(message)
    }
  })()

  async function answer(job: Job): Promise<void> {
    const outcomes = onJob(job)
    if (!outcomes) return
    const times = { waitMs: 0, decodeMs: 1, transformMs: 1, encodeMs: 1 }
    const { streamId, jobId } = job
    await say({ type: 'result', protocol: PROTOCOL, streamId, jobId, times, outcomes })
    await say({ type: 'credit', n: 1 })
  }

  return {
    heard,
    say,
    sayBytes: (parts) => socket.send(parts),
    async [Symbol.asyncDispose]() {
      clearInterval(beating)
      await socket[Symbol.asyncDispose]()
      await listening
    },
  }
}
