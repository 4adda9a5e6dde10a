/** How long from the command to the first published picture, and from the request to stop to the end? */
import { benchFrames } from './frames.ts'
import { freePorts, startServer, startSolo, startWorker } from './processes.ts'
import { report, spread } from './report.ts'
import { subscribe } from './subscriber.ts'

const ROUNDS = 7
const folder = benchFrames()

for (const engine of ['passthrough', 'preview']) {
  const starts: number[] = []
  const stops: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const ports = await freePorts()
    const began = performance.now()
    await using solo = startSolo(ports, ['--engine', engine, '--directory', folder, '--batch-size', '1'])
    starts.push(await firstPicture(ports.output, began))
    stops.push(await solo.stop())
  }
  report('startStop', { engine, command: 'solo', rounds: ROUNDS }, { startMs: spread(starts), stopMs: spread(stops) })
}

const apart: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  const ports = await freePorts()
  const began = performance.now()
  await using _server = startServer(ports, ['--directory', folder, '--batch-size', '1'])
  await using _worker = startWorker(ports, ['--engine', 'passthrough'])
  apart.push(await firstPicture(ports.output, began))
}
report('startStop', { engine: 'passthrough', command: 'server and worker', rounds: ROUNDS }, { startMs: spread(apart) })

async function firstPicture(port: number, began: number): Promise<number> {
  for await (const picture of subscribe(port)) return picture.atMs - began
  throw new Error('no picture')
}
