// How long after it was published is a picture on the screen, and how much later than from a bare loop that shows local buffers?
//   node bench/displayLatency.ts [WIDTHxHEIGHT] [FPS] [SECONDS]
// Needs Xvfb, SDL2 and ffmpeg. The screen lies in a file, which a thread looks at every half millisecond.
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { openPublisher } from '#output/publisher.ts'
import { freePorts } from '#test/freePorts.ts'
import { type Program, startProgram } from '#test/running.ts'
import { openVirtualScreen, type VirtualScreen } from '#test/virtualScreen.ts'
import { MARKS, markedPictures } from './markedPictures.ts'
import { report, spread } from './report.ts'

const [size = '1024x576', fps = '30', seconds = '10'] = process.argv.slice(2)
const [widthPx, heightPx] = size.split('x').map(Number)
const COUNT = Number(fps) * Number(seconds)

/** A mark that came to the screen, or a picture that was handed over, with the time in ms since the epoch. */
type Moment = { readonly mark: number; readonly atMs: number }

/** Memory of the window as the frames go by. */
const rssMb: number[] = []

const pictures = await markedPictures({ widthPx, heightPx })
await using screen = await openVirtualScreen({ widthPx, heightPx })
const bare = await watched(screen, runBare)
const own = await watched(screen, runDisplay)
report(
  'displayLatency',
  { size, fps: Number(fps), seconds: Number(seconds) },
  { bare, display: own, laterMs: own.latencyMs.p50 - bare.latencyMs.p50 },
)

/** Runs something that hands pictures over, and compares with what the screen shows. */
async function watched(screen: VirtualScreen, run: (handed: Moment[]) => Promise<Program>) {
  const watcher = new Worker(new URL('./displayWatcher.ts', import.meta.url), {
    workerData: {
      file: screen.file,
      at: screen.pixelsAt + ((heightPx >> 1) * widthPx + (widthPx >> 1)) * 4,
      marks: MARKS,
    },
  })
  const seen: Moment[] = []
  watcher.on('message', (moment: Moment) => seen.push(moment))
  const handed: Moment[] = []
  rssMb.length = 0
  await using program = await run(handed)
  await delay(300)
  const figures = { cpuMsPerFrame: (program.cpuS() * 1000) / handed.length, rssMb: [...rssMb, program.rssMb()] }
  await watcher.terminate()
  return { ...compare(handed, seen), ...figures }
}

async function runBare(handed: Moment[]): Promise<Program> {
  const bare = startProgram(
    ['bench/displayBare.ts', String(widthPx), String(heightPx), fps, String(Math.min(COUNT, 600))],
    environment(),
  )
  const said = () =>
    bare
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{'))
  while (said().length === 0) await delay(200)
  const told = JSON.parse(said()[0] as string) as { handed: [number, number][]; cpuMsPerFrame: number }
  for (const [mark, atMs] of told.handed) handed.push({ mark, atMs })
  const cpuS = () => (told.cpuMsPerFrame * handed.length) / 1000 // it has ended by now
  return { ...bare, cpuS }
}

async function runDisplay(handed: Moment[]): Promise<Program> {
  const ports = await freePorts()
  await using publisher = await openPublisher({ host: '127.0.0.1', port: ports.output })
  const connect = ['--connect', `tcp://127.0.0.1:${ports.output}`, '--settings-port', String(ports.settings)]
  const display = startProgram(['src/cli/main.ts', 'display', ...connect], environment())
  while (!display.said().includes('window:')) await delay(50)
  // the first pictures make textures and wake everything up
  for (let i = 0; i < 30; i++) await hand(i, undefined)
  for (let i = 0; i < COUNT; i++) await hand(i, handed)
  return display

  async function hand(i: number, into: Moment[] | undefined): Promise<void> {
    const dueMs = performance.now() + 1000 / Number(fps)
    const mark = i % MARKS
    if (into && i % 2000 === 1000) rssMb.push(display.rssMb())
    into?.push({ mark, atMs: performance.timeOrigin + performance.now() })
    await publisher.publish({ timestamp: Date.now(), index: i, jpeg: pictures[mark] as Uint8Array })
    await delay(Math.max(0, dueMs - performance.now()))
  }
}

function environment(): Record<string, string> {
  return { DISPLAY: screen.display }
}

/** Marks repeat, so each one that was handed over is looked for before the same mark is handed over again. */
function compare(handed: readonly Moment[], seen: readonly Moment[]) {
  const latencies: number[] = []
  let missing = 0
  let at = 0
  for (const [i, { mark, atMs }] of handed.entries()) {
    const again = handed[i + MARKS]?.atMs ?? Number.POSITIVE_INFINITY
    while ((seen[at]?.atMs ?? again) < atMs) at++
    const found = seen.slice(at, at + MARKS).find((one) => one.mark === mark && one.atMs < again)
    if (found) latencies.push(found.atMs - atMs)
    else missing++
  }
  return { latencyMs: spread(latencies), missing, of: handed.length }
}
