import type { Readable } from 'node:stream'

/** More than any line that a server takes. */
const MAX_CHARACTERS = 100_000

/**
 * The lines of a stream, without their ends, as they come. A line that never ends does not grow without limit: of one that
 * is too long, the first part is delivered, longer than any server would take.
 *
 * @param signal ends the lines at once
 */
export async function* readLines(stream: Readable, signal: AbortSignal): AsyncGenerator<string> {
  let rest = ''
  const stop = () => void stream.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const piece of stream.setEncoding('utf8')) {
      const [first = '', ...others] = String(piece).split(/\r?\n/)
      rest = (rest + first).slice(0, MAX_CHARACTERS)
      for (const next of others) {
        yield withoutMark(rest)
        rest = next.slice(0, MAX_CHARACTERS)
      }
    }
    if (rest !== '') yield withoutMark(rest)
  } catch (error) {
    // the stream was destroyed because nobody wants the rest
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Without the mark that some programs put in front of a file, and without a `\r` whose `\n` came in the next piece. */
function withoutMark(line: string): string {
  return line.replace(/^\ufeff/, '').replace(/\r$/, '')
}
