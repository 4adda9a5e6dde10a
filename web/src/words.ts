import type { Measured } from './measure.ts'
import type { Status } from './server.ts'
import type { Server } from './useServer.ts'

const CLOCKS_AGREE_MS = 60

/** How old the pictures are: at this screen if the clocks agree, otherwise as the server sees it. */
export function latencyInWords({ ageMs, fps }: Measured, { clockAheadMs, status }: Server): string {
  if (fps === 0) return '–'
  if (ageMs !== undefined && Math.abs(clockAheadMs) <= CLOCKS_AGREE_MS) return `${Math.round(ageMs)} ms`
  return status ? `${Math.round(status.latencyMs.p50)} ms at the server` : '–'
}

/** How many workers there are and how they are. */
export function workersInWords({ workers }: Status): string {
  const ready = workers.filter(({ state }) => state === 'ready').length
  const some = workers.length === 1 ? '1 worker' : `${workers.length || 'no'} workers`
  return ready === workers.length ? some : `${some}, ${ready} ready`
}

/** What is wrong, in one sentence; nothing if all is well. The first thing to mend comes first. */
export function problemInWords({ isConnected, status }: Server, hasPicture: boolean): string | undefined {
  if (!isConnected) return 'Reconnecting to the server …'
  if (!status) return undefined
  const { workers, source, health } = status
  if (workers.length === 0) return 'No worker is connected. The picture continues as soon as one is there.'
  if (workers.every(({ state }) => state !== 'ready')) return health.parts.inference.problem ?? 'No worker is ready.'
  if (!source.isHealthy)
    return `${source.problem ?? health.parts.input.problem ?? 'The input delivers nothing.'} This is its last picture.`
  const unwell = Object.values(health.parts).find(({ isHealthy }) => !isHealthy)
  if (unwell) return unwell.problem ?? 'Something is wrong; the log of the server says what.'
  return hasPicture ? undefined : 'Waiting for the first picture …'
}

/** What people must know about what they see; one badge each. */
export function badgesOf({ settings, status }: Server): string[] {
  const engines = new Set(status?.workers.map(({ engine }) => engine))
  return [
    settings?.passthrough && 'passthrough: the untouched input',
    engines.has('preview') && 'painterly preview, no diffusion model',
    engines.has('simulate') && 'simulated worker, no diffusion model',
    engines.has('passthrough') && 'worker without a model: the input as it is',
  ].filter((badge) => typeof badge === 'string')
}
