/** What does encryption cost a frame? The same show at 30 fps without and with --curve, in turns. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKeys } from '#app/keys.ts'
import { readClientKeys } from '#wire/curveKeys.ts'
import { benchFrames } from './frames.ts'
import { freePorts, startServer, startWorker } from './processes.ts'
import { report, spread } from './report.ts'
import { receive } from './subscriber.ts'

const ROUNDS = 3
const SECONDS = 10
const folder = benchFrames()
const keys = mkdtempSync(join(tmpdir(), 'i2i-bench-keys-'))
const ofWorker = join(keys, 'for-worker')

try {
  await makeKeys({ folder: keys, client: 'worker', dryRun: false })
  const figures = { plain: [] as Round[], curve: [] as Round[] }
  for (let i = 0; i < ROUNDS; i++) {
    figures.plain.push(await round(false))
    figures.curve.push(await round(true))
  }
  for (const [connection, rounds] of Object.entries(figures)) {
    report(
      'curve',
      { connection, size: '1024x576', fps: 30, batch: 1, pacing: 'fast', seconds: SECONDS, rounds: ROUNDS },
      {
        cpuMsPerFrame: { server: mean(rounds, 'serverMs'), worker: mean(rounds, 'workerMs') },
        latencyMs: spread(rounds.flatMap(({ latenciesMs }) => latenciesMs)),
      },
    )
  }
} finally {
  rmSync(keys, { recursive: true })
}

type Round = { readonly serverMs: number; readonly workerMs: number; readonly latenciesMs: readonly number[] }

async function round(isEncrypted: boolean): Promise<Round> {
  const ports = await freePorts()
  const curve = (path: string) => (isEncrypted ? ['--curve', '--keys', path] : [])
  const own = isEncrypted ? readClientKeys(keys) : undefined
  await using server = startServer(ports, [
    '--directory',
    folder,
    '--batch-size',
    '1',
    '--pacing',
    'fast',
    ...curve(keys),
  ])
  await using worker = startWorker(ports, ['--engine', 'passthrough', ...curve(ofWorker)])
  await receive(ports.output, 5, own)
  const before = { server: server.cpuS(), worker: worker.cpuS() }
  const pictures = await receive(ports.output, SECONDS, own)
  return {
    serverMs: ((server.cpuS() - before.server) * 1000) / pictures.length,
    workerMs: ((worker.cpuS() - before.worker) * 1000) / pictures.length,
    latenciesMs: pictures.map(({ latencyMs }) => latencyMs),
  }
}

function mean(rounds: readonly Round[], key: 'serverMs' | 'workerMs'): number {
  return rounds.reduce((sum, one) => sum + one[key], 0) / rounds.length
}
