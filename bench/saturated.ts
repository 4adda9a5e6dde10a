/** How near does the whole path come to libjpeg-turbo alone? 1024x576, batches of four, server and worker as two processes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJpeg, JpegEncoder } from '#video/jpeg.ts'
import { benchFrames } from './frames.ts'
import { freePorts, startAsapServer, startWorker } from './processes.ts'
import { report } from './report.ts'
import { receive } from './subscriber.ts'

const SECONDS = 8
const ROUNDS = 2
const BATCH = 4
const size = { widthPx: 1024, heightPx: 576 }

const folder = benchFrames()
const ratios: { alone: number; whole: number; cpuMs: number }[] = []
for (let round = 0; round < ROUNDS; round++) {
  const alone = await jpegAlone(4)
  ratios.push({ alone, ...(await wholePath()) })
}
const mean = (of: (r: (typeof ratios)[0]) => number) => ratios.reduce((sum, r) => sum + of(r), 0) / ratios.length
const figures = {
  jpegAloneFps: mean((r) => r.alone),
  wholePathFps: mean((r) => r.whole),
  cpuMsPerFrame: mean((r) => r.cpuMs),
}
report(
  'saturated',
  { size: '1024x576', batch: BATCH, seconds: SECONDS, rounds: ROUNDS },
  { ...figures, ratio: figures.wholePathFps / figures.jpegAloneFps },
)

/** Frames per second when this process does nothing but decode and encode, on all cores. */
async function jpegAlone(seconds: number): Promise<number> {
  const jpegs = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
  const encoder = new JpegEncoder()
  const end = performance.now() + seconds * 1000
  let frames = 0
  const began = performance.now()
  const lane = async () => {
    const pixels = new Uint8Array(new SharedArrayBuffer(size.widthPx * size.heightPx * 3))
    while (performance.now() < end) {
      await decodeJpeg(jpegs[frames++ % jpegs.length], pixels, size)
      await encoder.encode(pixels, size, 90)
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  return (frames * 1000) / (performance.now() - began)
}

async function wholePath(): Promise<{ whole: number; cpuMs: number }> {
  const ports = await freePorts()
  await using server = startAsapServer(ports, folder, BATCH)
  await using worker = startWorker(ports, ['--engine', 'passthrough'])
  await receive(ports.output, 3)
  const cpuBefore = server.cpuS() + worker.cpuS()
  const framesBefore = await published(ports.settings)
  const began = performance.now()
  await receive(ports.output, SECONDS)
  const frames = (await published(ports.settings)) - framesBefore
  const cpuMs = ((server.cpuS() + worker.cpuS() - cpuBefore) * 1000) / frames
  return { whole: (frames * 1000) / (performance.now() - began), cpuMs }
}

async function published(port: number): Promise<number> {
  const status = (await (await fetch(`http://127.0.0.1:${port}/api/status`)).json()) as {
    frames: { published: number }
  }
  return status.frames.published
}
