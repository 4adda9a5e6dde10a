import type { Clock } from '#flow/clock.ts'
import { readableBytes } from '#hub/readableBytes.ts'
import { Meter } from './meter.ts'

/** Shows how far a long piece of work has come. */
export type Progress = AsyncDisposable & {
  /** How much of one file is done. */
  set(path: string, bytes: number, total: number | undefined): void
  /** A line in between. */
  note(line: string): void
}

export type ProgressOptions = {
  /** What is being done, as the start of a line: `Downloading`. */
  readonly title: string
  /** Bytes in all, as far as is known. */
  readonly expected: number
  readonly clock: Clock
  readonly stream?: NodeJS.WriteStream
}

/** Without a terminal, a line so often. */
const LINE_EVERY_MS = 5000
const REDRAW_EVERY_MS = 250

/** Bars on a terminal, a line every few seconds anywhere else. */
export async function openProgress(options: ProgressOptions): Promise<Progress> {
  const stream = options.stream ?? process.stderr
  return stream.isTTY ? openBars({ ...options, stream }) : openLines({ ...options, stream })
}

function openLines({ title, expected, clock, stream }: Required<ProgressOptions>): Progress {
  const meter = new Meter(expected)
  const write = (line: string) => void stream.write(`${line}\n`)
  const ending = repeat(clock, LINE_EVERY_MS, () => write(`${title}: ${meter.line(clock.now())}`))
  return {
    set: (path, bytes, total) => meter.set(clock.now(), path, bytes, total),
    note: write,
    [Symbol.asyncDispose]: ending,
  }
}

/** One bar for all, and one for each file that is under way. */
async function openBars({ title, expected, clock, stream }: Required<ProgressOptions>): Promise<Progress> {
  const { MultiBar } = (await import('cli-progress')).default
  const format = '{bar} {percentage}% {name}  {amount}'
  const bars = new MultiBar({
    format,
    stream,
    hideCursor: true,
    barsize: 24,
    clearOnComplete: true,
    gracefulExit: false,
    linewrap: false,
  })
  const meter = new Meter(expected)
  const all = bars.create(Math.max(1, expected), 0, { name: title, amount: '' })
  const files = new Map<string, ReturnType<typeof bars.create>>()
  const ending = repeat(clock, REDRAW_EVERY_MS, () => {
    all.setTotal(Math.max(1, meter.total))
    all.update(meter.done, { amount: meter.line(clock.now()) })
  })

  const show = (path: string, bytes: number, total: number) => {
    const bar = files.get(path) ?? bars.create(total, 0, { name: path, amount: '' })
    files.set(path, bar)
    bar.setTotal(total)
    bar.update(bytes, { amount: `${readableBytes(bytes)} of ${readableBytes(total)}` })
    if (bytes < total) return
    bars.remove(bar)
    files.delete(path)
  }

  return {
    set(path, bytes, total) {
      meter.set(clock.now(), path, bytes, total)
      if (total !== undefined && (bytes < total || files.has(path))) show(path, bytes, total)
    },
    note: (line) => bars.log(`${line}\n`),
    async [Symbol.asyncDispose]() {
      await ending()
      bars.stop()
    },
  }
}

/** Calls `act` again and again until the returned function is called. */
function repeat(clock: Clock, everyMs: number, act: () => void): () => Promise<void> {
  const closed = new AbortController()
  const running = (async () => {
    while (!closed.signal.aborted) {
      await clock.until(clock.now() + everyMs, closed.signal)
      if (!closed.signal.aborted) act()
    }
  })()
  return async () => {
    closed.abort()
    await running
  }
}
