import { decode } from '@msgpack/msgpack'
import { OperatorError } from '#errors/operatorError.ts'
import type { PictureBoard, Published } from '#output/pictureBoard.ts'
import type { HealthReport } from '#telemetry/health.ts'
import type { Status } from '#telemetry/status.ts'
import type { HttpEndpoint } from './endpoint.ts'

export type StatusSources = {
  status(): Status
  metricsText(): Promise<string>
  /** Chrome's trace format, as JSON text. */
  writeTrace(): Promise<Buffer | string>
  readonly board: PictureBoard
}

/** What the server says about itself: to people, to Prometheus and to whoever restarts it. */
export function statusEndpoints({ status, metricsText, writeTrace, board }: StatusSources): HttpEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/api/status',
      doc: 'Workers, rates, queues, drops, delays and health, as they are right now.',
      answer: () => status(),
    },
    {
      method: 'GET',
      path: '/api/trace',
      doc: 'The steps of every frame of the last minute, for chrome://tracing or ui.perfetto.dev.',
      async answer(_request, reply) {
        reply.type('application/json').header('content-disposition', 'attachment; filename="i2i-trace.json"')
        return writeTrace()
      },
    },
    {
      method: 'GET',
      path: '/api/picture.jpg',
      doc: 'The newest picture, with its capture time and index in the headers x-timestamp and x-index.',
      answer(_request, reply) {
        const { message, index, capturedAtMs } = newestOf(board)
        reply.type('image/jpeg').headers({ 'x-timestamp': capturedAtMs, 'x-index': index })
        return reply.send(jpegOf(message))
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      doc: 'The numbers for Prometheus.',
      async answer(_request, reply) {
        reply.type('text/plain; version=0.0.4; charset=utf-8')
        return metricsText()
      },
    },
    {
      method: 'GET',
      path: '/healthz',
      doc: 'Answers 200 as long as the process is alive, with the health of its parts.',
      answer: () => status().health,
    },
    {
      method: 'GET',
      path: '/readyz',
      doc: 'Answers 200 while pictures flow, otherwise 503 and why not.',
      answer() {
        newestOf(board)
        return readyOrThrow(status().health)
      },
    },
  ]
}

function newestOf(board: PictureBoard): Published {
  if (board.newest) return board.newest
  throw notReady('No picture has left yet.')
}

function readyOrThrow(health: HealthReport) {
  if (health.status === 'down') throw notReady(health.parts.output.problem ?? 'No picture leaves at the moment.')
  return { status: 'ready', health: health.status }
}

function notReady(why: string): OperatorError {
  return new OperatorError(
    'NOT_READY',
    why,
    'Wait a moment; /api/status says what the input and the workers are doing.',
  )
}

function jpegOf(message: Uint8Array): Buffer {
  const [, , jpeg] = decode(message) as [number, number, Uint8Array]
  return Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
}
