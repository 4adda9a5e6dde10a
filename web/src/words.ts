import type { Measured } from './measure.ts'
import type { Server, Status } from './server.ts'

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

/** A graphics card by the part of its name that tells it from others. */
export function deviceInWords(device: string): string {
  return device.replace(/^NVIDIA (GeForce )?/, '')
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

/** A part of the server that can be unwell on its own. */
export type NamedPart = { readonly name: string; readonly isHealthy: boolean; readonly problem?: string }

/** The parts of the server, and the services that prompts pass if they are on. */
export function partsOf({ health, show }: Status): NamedPart[] {
  const { input, inference, output } = health.parts
  const services = Object.entries({ Translation: show?.translation, Safety: show?.safety })
  return [
    { ...input, name: 'Input' },
    { ...inference, name: 'Inference' },
    { ...output, name: 'Output' },
    ...services.flatMap(([name, service]) => (service?.isOn ? [{ ...service, name }] : [])),
  ]
}

/** What was lost where and why, the most first. */
export function dropsInWords({ drops }: Pick<Status, 'drops'>): { place: string; cause: string; count: number }[] {
  return Object.entries(drops ?? {})
    .flatMap(([place, causes]) => Object.entries(causes).map(([cause, count]) => ({ place, cause, count })))
    .sort((a, b) => b.count - a.count)
}

/** How the server is, in a word or two. */
export function healthInWords({ isConnected, status }: Server): string {
  if (!isConnected) return 'Not connected'
  const words = { online: 'All is well', degraded: 'Something is wrong', down: 'No picture' }
  return status ? words[status.health.status] : 'Connecting …'
}

/** How much of what is set has arrived in the picture, 0 to 1, while prompts cross-fade. */
export function arrivedShare({ settings, status }: Server): number {
  const inPicture = status?.show?.prompts
  if (!settings || !inPicture || inPicture.length === 0) return 1
  const set = [settings.prompt, settings.secondPrompt, ...settings.morePrompts.map(({ text }) => text)]
  const arrived = inPicture.filter(({ given }) => set.includes(given)).reduce((sum, { weight }) => sum + weight, 0)
  return Math.min(1, arrived)
}

/** What people must know about what they see; one badge each. */
export function badgesOf(server: Server): string[] {
  const { settings, status } = server
  const engines = new Set(status?.workers.map(({ engine }) => engine))
  const arrived = Math.round(arrivedShare(server) * 100)
  return [
    arrived < 100 && settings?.transitionSeconds !== 0 && `cross-fading: ${arrived} % of the new prompt`,
    settings?.freeze && 'frozen: the picture is held',
    settings?.passthrough && 'passthrough: the untouched input',
    settings?.paused && 'source paused',
    engines.has('preview') && 'painterly preview, no diffusion model',
    engines.has('simulate') && 'simulated worker, no diffusion model',
    engines.has('passthrough') && 'worker without a model: the input as it is',
  ].filter((badge) => typeof badge === 'string')
}

/** How long something is, as a clock shows it: 1:02:03. */
export function lengthInWords(seconds: number): string {
  const whole = Math.floor(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** How much room something takes. */
export function sizeInWords(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
