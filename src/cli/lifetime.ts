import { OperatorError } from '#errors/operatorError.ts'
import { isAbort } from '#flow/isAbort.ts'
import { complain } from './complain.ts'

/** Longest time between the request to stop and the end of the process. */
const STOP_WITHIN_MS = 1500
/** npm and the terminal both send the SIGINT of one Ctrl-C. */
const SAME_KEYPRESS_MS = 500
const PARENT_CHECK_MS = 500

/**
 * Runs work until it ends or something asks for the end: SIGINT, SIGTERM, SIGHUP, or the death of the process that
 * started this one. The work's signal aborts then, and what is not finished in time is cut off.
 *
 * @param onFault told of a failure that is no `OperatorError` before the process ends; never throws, and comes back soon
 * @returns the exit code; an end that was asked for is 0
 */
export async function untilStopped(
  work: (signal: AbortSignal) => Promise<void>,
  onFault: (error: unknown) => Promise<void> = async () => undefined,
): Promise<number> {
  const stopper = new AbortController()
  const stop = () => {
    if (stopper.signal.aborted) return
    setTimeout(cutOff, STOP_WITHIN_MS).unref()
    stopper.abort()
  }
  onSignals(stop)
  stopWithParent(stop)
  let isEnding = false
  const end = async (error: unknown) => {
    isEnding = true
    const code = complain(error)
    if (!(error instanceof OperatorError)) await onFault(error)
    return code
  }
  process.on('uncaughtException', (error) => {
    // what breaks while the report is written belongs to the same crash
    if (!isEnding) void end(error).then((code) => process.exit(code))
  })
  try {
    await work(stopper.signal)
    return 0
  } catch (error) {
    if (stopper.signal.aborted && isAbort(error)) return 0
    return end(error)
  }
}

function onSignals(stop: () => void): void {
  let interruptedAt = Number.NEGATIVE_INFINITY
  process.on('SIGINT', () => {
    const sinceFirst = performance.now() - interruptedAt
    if (sinceFirst === Number.POSITIVE_INFINITY) interruptedAt = performance.now()
    else if (sinceFirst > SAME_KEYPRESS_MS) process.exit(130)
    stop()
  })
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
}

/** The parent may be the launcher or a server, which hold a channel, or npm, which can only be watched. */
function stopWithParent(stop: () => void): void {
  if (process.env.I2I_PARENT_IPC === '1' && process.connected !== undefined) {
    if (!process.connected) return stop()
    process.on('disconnect', stop)
    process.on('message', (message) => message === 'stop' && stop())
    process.channel?.unref() // listening must not keep a finished process alive
    return
  }
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref()
}

/** Keeps going when nobody reads any more: a terminal that was closed, `--help | head`. */
export function surviveLostTerminal(): void {
  const ignoreLoss = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EIO' && error.code !== 'EPIPE') throw error
  }
  process.stdout.on('error', ignoreLoss)
  process.stderr.on('error', ignoreLoss)
}

function cutOff(): void {
  process.stderr.write('Something did not end in time and was cut off.\n')
  process.exit(0)
}
