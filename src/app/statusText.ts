import { readableBytes } from '#hub/readableBytes.ts'
import type { FullStatus } from './statusAnswer.ts'

/** A status as a page for people. @param here version of this installation */
export function statusText(status: FullStatus, here: string): string {
  const { version, atMs, uptimeS, fps, delayMs, latencyMs, workers } = status
  const versions = version === here ? version : `${version} (this command: ${here})`
  const rows: readonly (readonly [string, string])[] = [
    ['health', healthSentence(status.health, atMs)],
    ['source', sourceLine(status)],
    [
      'rate',
      `${fps.captured.toFixed(1)} fps in, ${fps.admitted.toFixed(1)} to the workers, ${fps.published.toFixed(1)} out`,
    ],
    ['delay', `${Math.round(delayMs)} ms behind the capture`],
    ['latency', `${ms(latencyMs.p50)} usual, ${ms(latencyMs.p95)} in 1 of 20, ${ms(latencyMs.p99)} in 1 of 100`],
    ...promptRows(status),
    ['dropped', dropsLine(status.drops)],
    ['recording', recordingLine(status.recording)],
    ['server', `i2i ${versions}, up for ${duration(uptimeS)}`],
    ['workers', workers.length === 0 ? 'none' : String(workers.length)],
  ]
  return [...rows.map(([name, said]) => `${name.padEnd(10)} ${said}`), ...workerLines(workers)].join('\n')
}

type Health = {
  readonly status: 'online' | 'degraded' | 'down'
  readonly sinceMs?: number | undefined
  readonly parts: Readonly<Record<string, { readonly isHealthy: boolean; readonly problem?: string | undefined }>>
}

/** `degraded for 5 min: inference: No worker is connected.` @param atMs now, on the clock of the server */
export function healthSentence({ status, sinceMs, parts }: Health, atMs: number): string {
  const unwell = Object.entries(parts).filter(([, { isHealthy }]) => !isHealthy)
  const problems = unwell.map(([part, { problem }]) => `${part}: ${problem ?? 'not well'}`)
  const since = sinceMs === undefined ? '' : ` for ${duration(Math.max(0, atMs - sinceMs) / 1000)}`
  return problems.length === 0 ? status : `${status}${since}: ${problems.join(' ')}`
}

/** Two of its units at most: `4 s`, `5 min`, `3 h 20 min`, `12 d 4 h`. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (minutes === 0) return `${Math.floor(seconds)} s`
  if (hours === 0) return `${minutes} min`
  if (hours < 24) return `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

function ms(value: number): string {
  return `${Math.round(value)} ms`
}

function sourceLine({ source }: FullStatus): string {
  const { name, index, length, isHealthy, problem } = source
  const place = index === undefined ? '' : ` (picture ${index}${length === undefined ? '' : ` of ${length}`})`
  return `${name}${place}${isHealthy ? '' : ` - ${problem ?? 'does not deliver'}`}`
}

function promptRows({ show }: FullStatus): [string, string][] {
  const prompts = show.prompts.map(({ given, weight }) =>
    weight < 0.995 ? `${given} (${Math.round(weight * 100)} %)` : given,
  )
  return prompts.length === 0 ? [] : [['prompt', prompts.join(' + ')]]
}

function dropsLine(drops: FullStatus['drops']): string {
  const all = Object.entries(drops).flatMap(([place, causes]) =>
    Object.entries(causes).map(([cause, n]) => ({ n, said: `${n} ${place}: ${cause}` })),
  )
  const said = all.sort((a, b) => b.n - a.n).map(({ said }) => said)
  return said.length === 0 ? 'nothing' : said.join(`\n${' '.repeat(11)}`)
}

function recordingLine(recording: FullStatus['recording']): string {
  if (!recording) return 'none'
  const { isOn, file, seconds, dropped, freeBytes, problem } = recording
  if (!isOn) return problem ? `ended by itself: ${problem}` : `off; the last is ${file ?? 'unknown'}`
  return `${file ?? ''}, ${duration(seconds)}, ${dropped} pictures dropped, ${readableBytes(freeBytes)} free`
}

function workerLines(workers: FullStatus['workers']): string[] {
  const rows = workers.map(({ id, engine, device, state, fps, load, latencyMs, failures, gpu }) => [
    ...[id, engine, state, `${fps.toFixed(1)} fps`, `${Math.round(load * 100)} % busy`, ms(latencyMs)],
    ...[gpu?.use === undefined ? '' : `GPU ${Math.round(gpu.use * 100)} %`],
    ...[gpu?.temperatureC === undefined ? '' : `${Math.round(gpu.temperatureC)} °C`],
    ...[failures === 0 ? '' : `${failures} failed`, device],
  ])
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const errors = workers.flatMap(({ id, lastError }) =>
    lastError === undefined ? [] : [`  ${id}, last error: ${lastError}`],
  )
  const cells = (row: readonly string[]) =>
    row.flatMap((cell, i) => (widths[i] === 0 ? [] : [cell.padEnd(widths[i] ?? 0)]))
  return [...rows.map((row) => `  ${cells(row).join('  ')}`.trimEnd()), ...errors]
}
