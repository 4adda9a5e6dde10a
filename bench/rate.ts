/** What does one frame cost at 30 fps, and how old is it when it leaves? Batches of one, fast pacing, against libjpeg-turbo alone. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#flow/clock.ts'
import { decodeJpeg, JpegEncoder } from '#video/jpeg.ts'
import { benchFrames } from './frames.ts'
import { freePorts, startServer, startWorker } from './processes.ts'
import { report, spread } from './report.ts'
import { intervals, orderOf, receive } from './subscriber.ts'

const FPS = 30
const SECONDS = 20
const size = { widthPx: 1024, heightPx: 576 }
const folder = benchFrames()

const jpegCpuMs = await jpegAloneCpuMs(8)
const ports = await freePorts()
await using server = startServer(ports, ['--directory', folder, '--batch-size', '1', '--pacing', 'fast'])
await using worker = startWorker(ports, ['--engine', 'passthrough'])
await receive(ports.output, 8)
const before = { server: server.cpuS(), worker: worker.cpuS() }
const pictures = await receive(ports.output, SECONDS)
const cpuMs = {
  server: ((server.cpuS() - before.server) * 1000) / pictures.length,
  worker: ((worker.cpuS() - before.worker) * 1000) / pictures.length,
}
report(
  'rate',
  { size: '1024x576', fps: FPS, batch: 1, pacing: 'fast', seconds: SECONDS },
  {
    cpuMsPerFrame: { ...cpuMs, together: cpuMs.server + cpuMs.worker, jpegAlone: jpegCpuMs },
    latencyMs: spread(pictures.map((picture) => picture.latencyMs)),
    intervalMs: spread(intervals(pictures)),
    ...orderOf(pictures, 150),
    rssMb: { server: server.rssMb(), worker: worker.rssMb() },
  },
)

/** CPU per frame of this process when it decodes and encodes 30 pictures a second and does nothing else. */
async function jpegAloneCpuMs(seconds: number): Promise<number> {
  const jpegs = readdirSync(folder)
    .slice(0, 30)
    .map((name) => readFileSync(join(folder, name)))
  const pixels = new Uint8Array(new SharedArrayBuffer(size.widthPx * size.heightPx * 3))
  const encoder = new JpegEncoder()
  const began = process.cpuUsage()
  const start = systemClock.now()
  const frames = seconds * FPS
  for (let i = 0; i < frames; i++) {
    await decodeJpeg(jpegs[i % jpegs.length], pixels, size)
    await encoder.encode(pixels, size, 90)
    await systemClock.until(start + ((i + 1) * 1000) / FPS)
  }
  const used = process.cpuUsage(began)
  return (used.user + used.system) / 1000 / frames
}
