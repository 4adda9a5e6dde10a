import { fileURLToPath } from 'node:url'
import type { Ports } from '#test/freePorts.ts'
import { type Program, startProgram } from '#test/running.ts'

export { freePorts, type Ports } from '#test/freePorts.ts'
export { type Program, startServer, startSolo, startWorker } from '#test/running.ts'

const ASAP = fileURLToPath(new URL('./asapServer.ts', import.meta.url))

/** A server that takes every picture as fast as the workers go. */
export function startAsapServer(ports: Ports, directory: string, batchSize: number): Program {
  return startProgram([ASAP, directory, String(batchSize), ...[ports.job, ports.settings, ports.output].map(String)])
}
