import { isAbsolute, relative } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Tally } from './tally.ts'

const MAX_LISTED = 1000

/** The end of a rendering in which some pictures failed: names each, and why. */
export function incomplete({ failures, total }: Tally): OperatorError {
  const listed = failures.slice(0, MAX_LISTED).map(({ task, reason }) => `  ${shown(task.from)}: ${reason}`)
  const more = failures.length > MAX_LISTED ? [`  and ${failures.length - MAX_LISTED} more`] : []
  const what = `${failures.length} of ${total} pictures could not be rendered:`
  const remedy = 'Mend or remove them and run the same command again: what is done is not done again.'
  return new OperatorError('RENDER_INCOMPLETE', [what, ...listed, ...more].join('\n'), remedy)
}

/** The end of a rendering that was asked to stop. */
export function stopped({ done, total }: Tally, overwrite: boolean): OperatorError {
  const remedy = `Run the same command again${overwrite ? ' without --overwrite' : ''} to go on.`
  return new OperatorError('RENDER_INCOMPLETE', `Stopped: ${done} of ${total} pictures are done.`, remedy)
}

/** A path as people write it: from where the program was started, if it lies below. */
export function shown(path: string): string {
  const fromHere = relative('', path)
  const short = fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere
  return short.replaceAll(/\p{Cc}+/gu, ' ') // a name cannot make up lines of its own
}
