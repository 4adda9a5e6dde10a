import { OperatorError } from '#errors/operatorError.ts'
import type { Log } from '#telemetry/log.ts'
import { doorOf, type HttpEndpoint, segmentOf } from './endpoint.ts'

/** What can be done to a worker from afar; false if there is none of that name. */
export type WorkerControls = Readonly<Record<'bench' | 'unbench' | 'restart', (id: string) => boolean>>

const DEEDS = {
  bench: 'Gives a worker no more jobs until it is taken back.',
  unbench: 'Gives a worker jobs again.',
  restart: 'Has a worker end its work and start anew, model and all.',
} as const

/** The workers, one by one. */
export function workerEndpoints({ workers, log }: { workers: WorkerControls; log: Log }): HttpEndpoint[] {
  return (['bench', 'unbench', 'restart'] as const).map((deed) => ({
    method: 'POST',
    path: `/api/workers/{id}/${deed}`,
    doc: DEEDS[deed],
    changes: 'show',
    answer(request) {
      const id = segmentOf(request, 'id')
      if (!workers[deed](id)) throw unknownWorker(id)
      log.info(`${doorOf(request)}: ${deed} worker ${id}`, { door: doorOf(request), worker: id })
      return { status: 'updated' }
    },
  }))
}

function unknownWorker(id: string): OperatorError {
  return new OperatorError(
    'WORKER_UNKNOWN',
    `No worker ${JSON.stringify(id.slice(0, 200))} is connected.`,
    'GET /api/status lists the workers that are here.',
  )
}
