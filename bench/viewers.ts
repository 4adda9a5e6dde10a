/** What do viewers of the page cost the server, and does a slow one hold up the others? One viewer, then twenty, then one that stalls. */
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { benchFrames } from './frames.ts'
import { freePorts, startServer, startWorker } from './processes.ts'
import { report } from './report.ts'

const SECONDS = 15
const MANY = 20

const ports = await freePorts()
await using server = startServer(ports, ['--directory', benchFrames(), '--batch-size', '1'])
await using worker = startWorker(ports, ['--engine', 'passthrough'])
const url = `ws://127.0.0.1:${ports.settings}/api/pictures`
await delay(5000)

const one = await measure(1)
const many = await measure(MANY)
const again = await measure(1)
const beside = await measure(1, { stalled: 1 })
report(
  'viewers',
  { size: '1024x576', fps: 30, seconds: SECONDS, many: MANY, worker: worker.pid > 0 },
  {
    serverPercentOfOneCore: { one: one.share, many: many.share, oneAgain: again.share },
    more: many.share - (one.share + again.share) / 2,
    fpsOfEach: { one: one.fps, many: many.fps, besideOneThatStalls: beside.fps },
    longestGapMs: { one: one.gapMs, many: many.gapMs, besideOneThatStalls: beside.gapMs },
    rssMb: server.rssMb(),
  },
)

/** Viewers that acknowledge at once, in a thread of their own, so that this one measures in peace. */
async function measure(count: number, { stalled = 0 } = {}) {
  const viewers = new Worker(new URL('./viewersThread.ts', import.meta.url), { workerData: { url, count, stalled } })
  await delay(2000)
  const asked = (what: 'begin' | 'end') =>
    new Promise<{ pictures: number; longestGapMs: number }>((answer) => {
      viewers.once('message', answer)
      viewers.postMessage(what)
    })
  await asked('begin')
  const cpuS = server.cpuS()
  await delay(SECONDS * 1000)
  const share = ((server.cpuS() - cpuS) / SECONDS) * 100
  const { pictures, longestGapMs } = await asked('end')
  await viewers.terminate()
  await delay(500)
  return { share, fps: pictures / count / SECONDS, gapMs: longestGapMs }
}
