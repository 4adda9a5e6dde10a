import { pino } from 'pino'

type Level = 'info' | 'warn' | 'error'
type Fields = Readonly<Record<string, unknown>>

/** Where a room tells the operator what happened: one sentence, and fields for machines. */
export type Log = {
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
}

export type LogOptions = {
  readonly format: 'text' | 'json'
  /** `server`, `worker`, …: stands at the start of each line. */
  readonly name: string
  /** Monotonic milliseconds. */
  readonly now: () => number
  readonly write?: (line: string) => void
}

/** A log for people (`text`, calm: see `calmLog`) or for machines (`json`, pino's format, every line). */
export function openLog({ format, name, now, write = (line) => process.stderr.write(line) }: LogOptions): Log {
  if (format === 'json') return pinoLog(pino({ name, base: { name } }, { write }))
  return calmLog((level, message) => write(`${time()} ${name.padEnd(6)} ${SIGN[level]}${onOneLine(message)}\n`), now)
}

/** A log that forgets everything, for parts that are used without one. */
export const silentLog: Log = { info() {}, warn() {}, error() {} }

const SIGN = { info: '', warn: 'WARNING: ', error: 'ERROR: ' }
const BURST = 6

/**
 * At most one line a second in the long run: a burst of six is let through, what comes faster is left out and counted.
 * The same sentence is not repeated within ten seconds.
 */
function calmLog(print: (level: Level, message: string) => void, now: () => number): Log {
  const lastSaid = new Map<string, number>()
  let tokens = BURST
  let refilled = now()
  let leftOut = 0

  const say = (level: Level) => (message: string) => {
    tokens = Math.min(BURST, tokens + (now() - refilled) / 1000)
    refilled = now()
    for (const [said, at] of lastSaid) if (now() - at > 10_000) lastSaid.delete(said)
    if (lastSaid.has(message) || tokens < 1) {
      leftOut++
      return
    }
    lastSaid.set(message, now())
    tokens--
    print(level, leftOut > 0 ? `${message} (${leftOut} more lines left out)` : message)
    leftOut = 0
  }
  return { info: say('info'), warn: say('warn'), error: say('error') }
}

function pinoLog(logger: import('pino').Logger): Log {
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  }
}

/** Names and reasons come from other machines: they must not move the cursor or make up lines of their own. */
function onOneLine(message: string): string {
  return message.replaceAll(/\p{Cc}+/gu, ' ')
}

function time(): string {
  return new Date().toTimeString().slice(0, 8)
}
