import type { Status } from '#remote/answers.ts'
import { readableSeconds } from './readableSeconds.ts'

/** Of many workers or prompts, so many are listed. */
const MOST = 12

/** How a show is, as one calm block. */
export function statusLines(status: Status): string[] {
  const { source, show, workers } = status
  const place =
    source.index === undefined ? '' : `, picture ${source.index + 1}${source.length ? ` of ${source.length}` : ''}`
  return [
    healthText(status),
    `${status.fps.published.toFixed(1)} fps, latency ${Math.round(status.latencyMs.p50)} ms (rarely above ${Math.round(status.latencyMs.p95)} ms)`,
    ...titled('source', [`${source.name}${place}`]),
    ...titled('workers', workers.length > 0 ? workers.map(workerText) : ['none']),
    ...titled('cue', show.cue ? [cueText(show.cue)] : []),
    ...titled(
      'prompt',
      show.prompts.map((prompt) => promptText(prompt, show.prompts.length > 1)),
    ),
    ...titled('translation', serviceText(show.translation)),
    ...titled('safety', serviceText(show.safety)),
  ]
}

const WORDS = { online: 'All is well', degraded: 'Something is not well', down: 'No pictures' } as const

function healthText({ health, uptimeS }: Status): string {
  const problems = Object.values(health.parts).flatMap(({ problem }) => problem ?? [])
  const since = `up for ${readableSeconds(uptimeS)}`
  return problems.length > 0
    ? `${WORDS[health.status]}: ${problems.join(' ')} (${since})`
    : `${WORDS[health.status]}, ${since}.`
}

function workerText({ id, engine, device, state, fps, latencyMs, lastError }: Status['workers'][number]): string {
  const rate = `${engine} on ${device}, ${fps.toFixed(1)} fps, ${Math.round(latencyMs)} ms`
  const trouble = state === 'ready' ? '' : ` · ${state}${lastError ? `: ${lastError}` : ''}`
  return `${id}: ${rate}${trouble}`
}

function cueText({ name, share, secondsLeft }: NonNullable<Status['show']['cue']>): string {
  return `${name}, ${Math.round(share * 100)} % there, ${readableSeconds(secondsLeft)} left`
}

function promptText({ given, used, weight, notice }: Status['show']['prompts'][number], isMix: boolean): string {
  const share = isMix ? `${weight.toFixed(2)} × ` : ''
  return `${share}${given || '(empty)'}${translationOf({ given, used, notice })}`
}

/** What became of a prompt, where it is not what was given: ` → a red house (notice)`. */
export function translationOf(prompt: { given: string; used: string; notice?: string | undefined }): string {
  const used = prompt.used === prompt.given ? '' : ` → ${prompt.used}`
  return `${used}${prompt.notice ? ` (${prompt.notice})` : ''}`
}

/** Only what is switched on is worth a line. */
function serviceText({ isOn, isHealthy, problem }: Status['show']['safety']): string[] {
  if (!isOn) return []
  return [isHealthy ? 'on' : `not well: ${problem ?? 'no reason known'}`]
}

function titled(title: string, texts: readonly string[]): string[] {
  const shown = texts.length > MOST ? [...texts.slice(0, MOST), `and ${texts.length - MOST} more`] : texts
  return shown.map((text, i) => `${(i === 0 ? title : '').padEnd(11)} ${text}`)
}
