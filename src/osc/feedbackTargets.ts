import { OperatorError } from '#errors/operatorError.ts'

/** A program that wants to be told of changes. */
export type FeedbackTarget = { readonly host: string; readonly port: number }

/**
 * Reads `--osc_feedback`: HOST:PORT, several separated by commas; an address with colons stands in brackets.
 * @param own where OSC is heard here: what is told there would come back and be told again
 * @throws OperatorError BAD_OPTION
 */
export function feedbackTargets(given: string, own: FeedbackTarget): FeedbackTarget[] {
  const words = given
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const targets = words.map(targetOf)
  const circle = targets.find(({ host, port }) => port === own.port && (isHere(host) || host === own.host))
  if (circle) throw wrong(given, `That is the port on which this server itself hears OSC.`)
  return targets
}

function targetOf(word: string): FeedbackTarget {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(word) ?? []
  const host = bracketed ?? plain
  if (host === undefined || Number(port) < 1 || Number(port) > 65535) throw wrong(word)
  return { host, port: Number(port) }
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function wrong(given: string, why = ''): OperatorError {
  return new OperatorError(
    'BAD_OPTION',
    `--osc_feedback cannot be ${JSON.stringify(given)}. ${why}`.trim(),
    'Give HOST:PORT of the program that shall be told, like 10.0.0.3:9000; several separated by commas.',
  )
}
