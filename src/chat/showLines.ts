import type { Changed, Cues, PastPrompts } from '#remote/answers.ts'
import { readableSeconds } from './readableSeconds.ts'
import { translationOf } from './statusLines.ts'

/** Of the history, so much fits a screen. */
const LATEST = 20

/** What a change has done, with what became of its prompts, on one line. */
export function changedLine({ did, prompts }: Changed): string {
  const more = prompts.flatMap((prompt) => translationOf(prompt) || [])
  return `${did || 'done'}${more.join(',')}`
}

/** The cues, one a line, and why their file cannot be read if it cannot. */
export function cueLines({ path, cues, problem }: Cues): string[] {
  const wide = Math.max(0, ...cues.map(({ name }) => name.length))
  const lines = cues.map(({ name, seconds, curve, settings }) => {
    const time = seconds > 0 ? `${readableSeconds(seconds)} ${curve}` : 'at once'
    return `${name.padEnd(wide)}  ${time}: ${namesText(Object.keys(settings))}`
  })
  if (problem !== undefined) lines.push(problem)
  return lines.length > 0 ? lines : [`There are no cues in ${path}. To keep the picture as one: /cue/save NAME`]
}

/** A cue mostly holds everything that makes the picture: a few names are enough to know it by. */
function namesText(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
}

/** The latest prompts with the time of day; the newest at the bottom, next to where one types. */
export function promptLines(history: PastPrompts): string[] {
  if (history.length === 0) return ['No prompt has been set yet.']
  const latest = history.slice(0, LATEST).reverse()
  return latest.map(({ text, atMs, by }) => `${timeOf(atMs)}  ${text || '(empty)'}  (${by})`)
}

function timeOf(wallMs: number): string {
  const time = new Date(wallMs)
  return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
