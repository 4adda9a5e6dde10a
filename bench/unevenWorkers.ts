/** Is the picture calm when the workers are not alike? Four simulated workers of 20, 40, 60 and 120 ms a batch, 30 fps, smooth. */
import { benchFrames } from './frames.ts'
import { freePorts, startServer, startWorker } from './processes.ts'
import { report, spread } from './report.ts'
import { intervals, orderOf, receive } from './subscriber.ts'

const SECONDS = 20
const folder = benchFrames()

for (const batch of [4, 1]) {
  const ports = await freePorts()
  await using _server = startServer(ports, ['--directory', folder, '--batch-size', String(batch)])
  await using _a = startWorker(ports, ['--engine', 'simulate', '--simulate-ms', '20'])
  await using _b = startWorker(ports, ['--engine', 'simulate', '--simulate-ms', '40'])
  await using _c = startWorker(ports, ['--engine', 'simulate', '--simulate-ms', '60'])
  await using _d = startWorker(ports, ['--engine', 'simulate', '--simulate-ms', '120'])
  await receive(ports.output, 12)
  const pictures = await receive(ports.output, SECONDS)
  report(
    'unevenWorkers',
    { simulateMs: [20, 40, 60, 120], batch, fps: 30, pacing: 'smooth', seconds: SECONDS },
    {
      ...orderOf(pictures, 150),
      intervalMs: spread(intervals(pictures)),
      latencyMs: spread(pictures.map((picture) => picture.latencyMs)),
    },
  )
}
