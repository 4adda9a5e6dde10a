import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import type { ServerClient } from '#remote/serverClient.ts'
import type { WorkerUnit } from './probe.ts'

const answer = z.object({
  atMs: z.number(),
  workers: z
    .array(
      z.object({
        id: z.string(),
        state: z.string(),
        connectedSinceMs: z.number(),
        jobsInFlight: z.number(),
        benchedByOperator: z.boolean().optional(),
      }),
    )
    .max(10_000),
})
const done = z.object({ status: z.string() })

/** The workers as the server sees them; times are on its clock. */
export type ServerView = z.output<typeof answer>
export type SeenWorker = ServerView['workers'][number]

/** Asks the server. @throws OperatorError SERVER_UNREACHABLE */
export function serverView(server: ServerClient): Promise<ServerView> {
  return server.get('/api/status', answer)
}

/** The worker of a unit, if the server sees it. */
export function workerOf({ isNamed }: WorkerUnit, { workers }: ServerView): SeenWorker | undefined {
  const own = workers.filter(({ id }) => isNamed(id))
  // one that has just been restarted under a name of chance stands beside its predecessor for a moment
  return own.toSorted((a, b) => b.connectedSinceMs - a.connectedSinceMs)[0]
}

/** Gives a worker no more jobs, or jobs again. @throws OperatorError as the server says */
export async function bench(server: ServerClient, id: string, deed: 'bench' | 'unbench'): Promise<void> {
  await server.post(`/api/workers/${encodeURIComponent(id)}/${deed}`, done)
}

/** What the server sees, or why it cannot be asked: a table is of use without it too. */
export async function seenBy(server: ServerClient): Promise<{ view?: ServerView; problem?: string }> {
  try {
    return { view: await serverView(server) }
  } catch (error) {
    if (error instanceof OperatorError) return { problem: error.message }
    throw error
  }
}
