/** How soon does a change of a setting show? The picture is flipped over HTTP again and again, and every frame is looked at. */
import { decode } from '@msgpack/msgpack'
import { Subscriber } from 'zeromq'
import { PATTERN_SIZE, readBarCode } from '#source/testPatternDrawing.ts'
import { decodeJpeg } from '#video/jpeg.ts'
import { freePorts, startServer, startWorker } from './processes.ts'
import { report, spread } from './report.ts'

const BATCH = 4
const CHANGES = 60
/** Not a multiple of a batch's time, so that changes fall anywhere in it, in ms. */
const EVERY_MS = 470
const { widthPx, heightPx } = PATTERN_SIZE

type Seen = { readonly capturedAtMs: number; readonly arrivedAtMs: number; readonly isFlipped: boolean }
type Change = { readonly sentAtMs: number; readonly answeredAtMs: number; readonly isFlipped: boolean }

const ports = await freePorts()
const flags = ['--mode', 'pattern', '--batch-size', String(BATCH), '--pacing', 'fast']
await using server = startServer(ports, flags)
await using worker = startWorker(ports, ['--engine', 'passthrough'])
const seen: Seen[] = []
const changes: Change[] = []
const socket = new Subscriber({ linger: 0, receiveTimeout: 30_000 })
socket.connect(`tcp://127.0.0.1:${ports.output}`)
socket.subscribe()
const watching = watch()
await until(() => seen.length > 60)
for (let i = 1; i <= CHANGES; i++) {
  changes.push(await flip(i % 2 === 1))
  await new Promise((done) => setTimeout(done, EVERY_MS))
}
socket.close()
await watching.catch(() => undefined) // closing it ends the waiting with an error

const outcomes = changes.slice(0, -1).map((change, i) => outcomeOf(change, changes[i + 1]))
report(
  'settingsLatency',
  { source: 'pattern', fps: 30, batch: BATCH, pacing: 'fast', changes: outcomes.length, workers: [worker.pid].length },
  {
    requestMs: spread(changes.map(({ sentAtMs, answeredAtMs }) => answeredAtMs - sentAtMs)),
    changeToPictureMs: spread(outcomes.map(({ ms }) => ms)),
    framesCapturedAfterTheAnswerWithoutIt: Math.max(...outcomes.map(({ late }) => late)),
    framesCapturedBeforeTheRequestWithIt: spread(outcomes.map(({ early }) => early)),
    cpuS: server.cpuS(),
  },
)

async function flip(isFlipped: boolean): Promise<Change> {
  const sentAtMs = now()
  const answer = await fetch(`http://127.0.0.1:${ports.settings}/mirror/${isFlipped}`)
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  await answer.arrayBuffer()
  return { sentAtMs, answeredAtMs: now(), isFlipped }
}

function outcomeOf({ sentAtMs, answeredAtMs, isFlipped }: Change, next: Change) {
  const until = next.sentAtMs - 150
  const after = seen.filter(({ capturedAtMs }) => capturedAtMs > answeredAtMs && capturedAtMs < until)
  const before = seen.filter(({ capturedAtMs }) => capturedAtMs <= sentAtMs && capturedAtMs > sentAtMs - 400)
  const first = seen.find((frame) => frame.arrivedAtMs > sentAtMs && frame.isFlipped === isFlipped)
  return {
    late: after.filter((frame) => frame.isFlipped !== isFlipped).length,
    early: before.filter((frame) => frame.isFlipped === isFlipped).length,
    ms: first ? first.arrivedAtMs - sentAtMs : Number.POSITIVE_INFINITY,
  }
}

async function watch(): Promise<void> {
  const pixels = new Uint8Array(new SharedArrayBuffer(widthPx * heightPx * 3))
  for await (const [message] of socket) {
    const [capturedAtMs, index, jpeg] = decode(message) as [number, number, Uint8Array]
    const arrivedAtMs = now()
    // the bar code of the first picture reads the same from both sides
    if (index === 0) continue
    await decodeJpeg(jpeg, pixels, PATTERN_SIZE)
    const isFlipped = readBarCode(pixels, PATTERN_SIZE) !== index
    seen.push({ capturedAtMs, arrivedAtMs, isFlipped })
  }
}

async function until(isThere: () => boolean): Promise<void> {
  for (let tries = 0; !isThere(); tries++) {
    if (tries > 300) throw new Error('no pictures came within 30 s')
    await new Promise((done) => setTimeout(done, 100))
  }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
