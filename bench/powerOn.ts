/**
 * How long from the start of the services of a server and a worker with the preview engine to the first published picture? Started
 * together, as their units start them; cold: nothing of it is in the memory of the machine yet, as after switching it on (needs root).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from '#test/running.ts'
import { benchFrames } from './frames.ts'
import { freePorts } from './processes.ts'
import { report, spread } from './report.ts'
import { subscribe } from './subscriber.ts'

const ROUNDS = 5
const I2I = fileURLToPath(new URL('../bin/i2i.mjs', import.meta.url))
const folder = benchFrames()
const cache = mkdtempSync(join(tmpdir(), 'i2i-power-on-'))

try {
  await round(false) // fills the compile cache, as the first start after an installation does
  for (const isCold of process.getuid?.() === 0 ? [true, false] : [false]) {
    const starts: number[] = []
    for (let i = 0; i < ROUNDS; i++) starts.push(await round(isCold))
    report('powerOn', { engine: 'preview', isCold, rounds: ROUNDS }, { startMs: spread(starts) })
  }
} finally {
  rmSync(cache, { recursive: true })
}

async function round(isCold: boolean): Promise<number> {
  const ports = await freePorts()
  if (isCold) forgetFiles()
  const began = performance.now()
  await using _server = unit('server', [
    ...['--host', '127.0.0.1', '--directory', folder, '--output-port', String(ports.output)],
    ...['--job-port', String(ports.job), '--settings-port', String(ports.settings), '--osc-port', String(ports.osc)],
  ])
  await using _worker = unit('worker', ['--engine', 'preview', '--job-port', String(ports.job)])
  for await (const picture of subscribe(ports.output)) return picture.atMs - began
  throw new Error('no picture')
}

function unit(role: string, flags: readonly string[]) {
  return startProgram([I2I, role, ...flags], { NODE_COMPILE_CACHE: join(cache, role) })
}

/** Has the kernel forget what it has read from the disk. */
function forgetFiles(): void {
  execFileSync('sync')
  writeFileSync('/proc/sys/vm/drop_caches', '3')
}
