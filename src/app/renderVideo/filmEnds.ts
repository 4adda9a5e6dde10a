import { OperatorError } from '#errors/operatorError.ts'
import type { Log } from '#telemetry/log.ts'
import type { Film } from '#video/probe.ts'
import { shown } from '../render/incomplete.ts'
import { timeText } from '../render/timeText.ts'
import type { PartsFolder } from './partsFolder.ts'

const MAX_LISTED = 1000
/** A film whose pictures end so much before its time is damaged, in microseconds. */
const SHORT_US = 2_000_000

/** The end of a rendering that was asked to stop. */
export function filmStopped({ path, frames }: PartsFolder, total: number): OperatorError {
  const what = `Stopped: ${frames} of ${total} frames are done and kept in ${shown(path)}.`
  return new OperatorError('RENDER_INCOMPLETE', what, 'Run the same command again to go on.')
}

/** The end of a rendering that was asked to stop while it was being prepared. */
export function filmNotBegun(): OperatorError {
  return new OperatorError(
    'RENDER_INCOMPLETE',
    'Stopped while the film was being prepared.',
    'Run the same command again.',
  )
}

/** The end of a rendering in which some pictures failed: names each, and why. */
export function filmIncomplete({ failures, frames, path }: PartsFolder, film: Film, output: string): OperatorError {
  const listed = failures
    .slice(0, MAX_LISTED)
    .map(({ seq, atUs, reason }) => `  frame ${seq + 1}, at ${((atUs - film.startUs) / 1e6).toFixed(2)} s: ${reason}`)
  const more = failures.length > MAX_LISTED ? [`  and ${failures.length - MAX_LISTED} more`] : []
  const what = `${failures.length} of ${frames} frames of ${shown(output)} show the frame before instead of their own:`
  const remedy = `Run the same command again to try these once more; or, if that is good enough, remove ${shown(path)}.`
  return new OperatorError('RENDER_INCOMPLETE', [what, ...listed, ...more].join('\n'), remedy)
}

/** Says so if the pictures of a film end before the film does. */
export function warnIfShort({ path, durationUs, startUs }: Film, { parts, frames }: PartsFolder, log: Log): void {
  const lastUs = (parts.at(-1)?.lastUs ?? startUs) - startUs
  if (durationUs === undefined || lastUs > durationUs - SHORT_US) return
  const [end, promised] = [timeText(lastUs / 1e6), timeText(durationUs / 1e6)]
  log.warn(`${shown(path)} is damaged: its pictures end after ${frames} frames, at ${end} of ${promised}.`)
}
