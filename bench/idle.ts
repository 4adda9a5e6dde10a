/** What does a show cost when nothing flows, and does its memory stay flat when nobody works? */
import { setTimeout as delay } from 'node:timers/promises'
import { Publisher } from 'zeromq'
import { benchFrames } from './frames.ts'
import { freePorts, type Program, startServer, startWorker } from './processes.ts'
import { report } from './report.ts'

const IDLE_S = 20
const NO_WORKER_S = Number(process.argv[2] ?? 120)

await nothingFlows()
await noWorker()

/** The source is another program, which is there and sends nothing. */
async function nothingFlows(): Promise<void> {
  const ports = await freePorts()
  const silent = new Publisher({ linger: 0 })
  await silent.bind('tcp://127.0.0.1:*')
  await using server = startServer(ports, ['--mode', 'zmq', '--input', silent.lastEndpoint ?? ''])
  await using worker = startWorker(ports, ['--engine', 'passthrough'])
  await delay(5000)
  const shares = { server: await share(server, IDLE_S), worker: 0 }
  shares.worker = await share(worker, IDLE_S)
  silent.close()
  report('idle', { seconds: IDLE_S }, { percentOfOneCore: { ...shares, together: shares.server + shares.worker } })
}

async function noWorker(): Promise<void> {
  const ports = await freePorts()
  await using server = startServer(ports, ['--directory', benchFrames()])
  await delay(20_000)
  const startMb = server.rssMb()
  const mb: number[] = []
  for (let s = 0; s < NO_WORKER_S; s += 5) {
    await delay(5000)
    mb.push(server.rssMb())
  }
  report(
    'noWorker',
    { fps: 30, seconds: NO_WORKER_S },
    { rssMb: { start: startMb, end: mb.at(-1), max: Math.max(...mb) } },
  )
}

async function share(program: Program, seconds: number): Promise<number> {
  const before = program.cpuS()
  await delay(seconds * 1000)
  return ((program.cpuS() - before) / seconds) * 100
}
