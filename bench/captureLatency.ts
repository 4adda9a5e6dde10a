/**
 * How old is what a screen or camera shows when it is published? Numbers are painted as black and white blocks into the memory
 * of an X screen at known times; counted is the time until a picture with the number is read: from a bare ffmpeg that copies
 * raw pixels, from one that encodes, and from the output port of a whole show. All take the screen 30 times a second, so half
 * a frame, 17 ms, is in every median.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import turbo from '@julusian/jpeg-turbo'
import { inputArguments, MJPEG } from '#source/video.ts'
import { openAudience } from '#test/audience.ts'
import { openPaintedScreen } from '#test/paintedScreen.ts'
import { MjpegSplitter } from '#video/mjpegSplitter.ts'
import { freePorts, startSolo } from './processes.ts'
import { report, spread } from './report.ts'

const size = { widthPx: 1024, heightPx: 576 }
const MARKS = Number(process.argv[2] ?? 60)
const ROUNDS = Number(process.argv[3] ?? 2)
const CELLS = 16
const cell = { widthPx: size.widthPx / CELLS, heightPx: 64 }
/** Nothing here takes longer when it works. */
const LIMIT_MS = 240_000
setTimeout(() => {
  console.error(`Not done within ${LIMIT_MS / 1000} s.`)
  process.exit(1)
}, LIMIT_MS).unref()

const screen = await openPaintedScreen(size)
const input = `x11grab:${screen.display}`
/** When each number was painted; a black screen reads as 0, which is never painted. */
const paintedMs: number[] = [0]
const latencies: Record<'raw' | 'mjpeg' | 'fast' | 'smooth', number[]> = { raw: [], mjpeg: [], fast: [], smooth: [] }

for (let round = 0; round < ROUNDS; round++) {
  await bare(['-c:v', 'copy', '-flush_packets', '1', '-f', 'rawvideo', 'pipe:1'], rawFrames, latencies.raw)
  await bare([...MJPEG], jpegFrames, latencies.mjpeg)
  await show()
}

const raw = spread(latencies.raw)
const settings = { size: '1024x576', fps: 30, marks: MARKS * ROUNDS }
const spreads = Object.fromEntries(Object.entries(latencies).map(([name, values]) => [name, spread(values)]))
const behindRawMs = Object.fromEntries(
  (['mjpeg', 'fast', 'smooth'] as const).map((name) => {
    const { p50, p95 } = spread(latencies[name])
    return [name, { p50: p50 - raw.p50, p95: p95 - raw.p95 }]
  }),
)
report('captureLatency', settings, { latencyMs: spreads, behindRawMs })
await screen[Symbol.asyncDispose]()
process.exit(0)

/** The numbers that a reader has seen, as far as their pictures have come. */
type Sighting = (number: number, atMs: number) => void

/** Paints numbers at uneven times while `collect` runs, so that they meet the grabs at every phase. */
async function paintAndCollect(into: number[]): Promise<{ see: Sighting; done: Promise<void> }> {
  let next = paintedMs.length
  const end = next + MARKS
  const see: Sighting = (number, atMs) => {
    // one that was seen before is old; one that is newer than all others was torn
    if (number < next || number >= paintedMs.length) return
    if (number < end) into.push(atMs - paintedMs[number])
    next = number + 1
  }
  const paint = async () => {
    while (paintedMs.length < end) {
      await delay(150 + Math.random() * 66)
      const number = paintedMs.length
      paintedMs.push(performance.now())
      screen.paint(cellsOf(number), cell)
    }
    await delay(1000)
  }
  return { see, done: paint() }
}

async function bare(
  output: readonly string[],
  frames: (child: ChildProcess) => AsyncIterable<Seen>,
  into: number[],
): Promise<void> {
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...inputArguments(input), ...output]
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let sighting: Sighting = () => undefined
  const reading = (async () => {
    for await (const { atMs, greyAt } of frames(child)) sighting(numberOf(greyAt), atMs)
  })()
  await delay(2000)
  const { see, done } = await paintAndCollect(into)
  sighting = see
  await done
  child.kill('SIGKILL')
  await Promise.all([ended, reading.catch(() => undefined)])
}

async function show(): Promise<void> {
  const ports = await freePorts()
  const flags = [
    '--input',
    input,
    '--engine',
    'passthrough',
    '--resolution',
    '1024',
    '--batch-size',
    '1',
    '--no-display',
  ]
  await using solo = startSolo(ports, flags)
  await using audience = openAudience(ports.output)
  await audience.next(undefined, 20_000)
  await delay(3000)
  for (const pacing of ['fast', 'smooth'] as const) {
    const url = `http://127.0.0.1:${ports.settings}/api/settings`
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify({ pacing }) })
    if (!answer.ok) throw new Error(`${solo.said()}\n${await answer.text()}`)
    await delay(3000)
    let seen = audience.seen.length
    const { see, done } = await paintAndCollect(latencies[pacing])
    await done
    // decoded afterwards, so that the decoding costs the show nothing
    for (; seen < audience.seen.length; seen++) {
      const { jpeg, atMs } = audience.seen[seen]
      see(numberOf(greyInJpeg(jpeg)), atMs)
    }
  }
}

type Seen = { readonly atMs: number; readonly greyAt: (x: number) => number }

/** Frames of raw pixels, four bytes each. */
async function* rawFrames(child: ChildProcess): AsyncGenerator<Seen> {
  const frame = Buffer.alloc(size.widthPx * size.heightPx * 4)
  let filled = 0
  for await (const chunk of child.stdout as Readable as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(frame, filled, at)
      at += copied
      filled += copied
      if (filled < frame.length) continue
      filled = 0
      const atMs = performance.now()
      yield { atMs, greyAt: (x) => frame[(16 * size.widthPx + x) * 4] }
    }
  }
}

async function* jpegFrames(child: ChildProcess): AsyncGenerator<Seen> {
  const splitter = new MjpegSplitter({ maxBytes: 2 ** 24 })
  for await (const chunk of child.stdout as Readable) {
    for (const jpeg of splitter.push(chunk)) {
      const atMs = performance.now()
      yield { atMs, greyAt: greyInJpeg(jpeg) }
    }
  }
}

function greyInJpeg(jpeg: Uint8Array): (x: number) => number {
  const { data, width, height } = turbo.decompressSync(Buffer.from(jpeg), { format: turbo.FORMAT_GRAY })
  const line = Math.floor((16 / size.heightPx) * height) * width
  return (x) => data[line + Math.floor((x / size.widthPx) * width)]
}

/** Twelve bits, and how many of them are set. */
function cellsOf(number: number): number[] {
  const code = number + (onesIn(number) << 12)
  return Array.from({ length: CELLS }, (_, bit) => ((code >> bit) & 1) * 255)
}

/** @returns -1 for what is no number, because it was painted at this moment */
function numberOf(greyAt: (x: number) => number): number {
  let code = 0
  for (let bit = 0; bit < CELLS; bit++) if (greyAt((bit + 0.5) * cell.widthPx) > 127) code += 1 << bit
  const number = code & 0xfff
  return code >> 12 === onesIn(number) ? number : -1
}

function onesIn(number: number): number {
  return number.toString(2).replaceAll('0', '').length
}
