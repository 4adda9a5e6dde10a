/** What does a job cost beyond the networks' own time, and for how long does the worker's main thread stand still meanwhile? */
import { setTimeout as delay } from 'node:timers/promises'
import type { StageTimes } from '#diffusion/imageToImage.ts'
import { openModel } from '#diffusion/openModel.ts'
import { seedsFor } from '#engine/diffusion/seedsFor.ts'
import { openDiffusion } from '#engine/diffusion.ts'
import { systemClock } from '#flow/clock.ts'
import { type Look, plainLook, plainLooks } from '#frame/look.ts'
import { defaultParameters } from '#settings/schema.ts'
import { silentLog } from '#telemetry/log.ts'
import { onCpu } from '#test/onCpu.ts'
import { report, spread } from './report.ts'

const JOBS = 12
const size = { count: 4, heightPx: 576, widthPx: 1024 }
const folder = new URL('../test/fixtures/tiny-sdxl', import.meta.url).pathname
const options = { ...onCpu, folder }
const pixels = new Uint8Array(new SharedArrayBuffer(size.count * size.heightPx * size.widthPx * 3)).fill(100)

for (const [what, fixedSeed, moves] of [
  ['one prompt and seed', true, false],
  ['noise of its own for each frame', false, false],
  ['a cross-fade and a seed travel', true, true],
] as const) {
  const overheadMs = await overheadOf(fixedSeed, moves)
  report('diffusionOverhead', { part: 'model', ...size, what }, { overheadMs })
}
report('diffusionOverhead', { part: 'main thread', ...size }, await mainThread())

/** Time of a whole job in its thread, less that of the three networks. */
async function overheadOf(fixedSeed: boolean, moves: boolean) {
  const { model } = await openModel(options, silentLog)
  const overheads: number[] = []
  for (let i = 0; i < JOBS; i++) {
    let inside: StageTimes = { encodeMs: 0, denoiseMs: 0, decodeMs: 0 }
    const startMono = performance.now()
    const looks = [0, 1, 2, 3].map((n) => (moves ? lookAt((i * 4 + n) / (JOBS * 4)) : plainLook(defaultParameters)))
    const seed = looks.map(({ seeds }, n) => (fixedSeed ? seeds : seedsFor(seeds, i * 4 + n)))
    const prompt = looks.map(({ prompts }) => prompts)
    const drawn = await model.transform(
      { ...defaultParameters, ...size, pictures: pixels, prompt, seed, alone: !fixedSeed },
      { onTimes: (times) => (inside = times) },
    )
    pixels.set(drawn)
    overheads.push(performance.now() - startMono - inside.encodeMs - inside.denoiseMs - inside.decodeMs)
  }
  await model[Symbol.asyncDispose]()
  // the first one makes the sessions
  return spread(overheads.slice(1))
}

/** A place on the way between two prompts and two seeds. @param share 0 to 1 */
function lookAt(share: number): Look {
  const angle = (share * Math.PI) / 2
  const prompts = [
    { text: 'a watercolour of the sea', weight: 1 - share },
    { text: 'a city at night, neon', weight: share },
  ]
  const seeds = [
    { seed: 0, weight: Math.cos(angle) },
    { seed: 1, weight: Math.sin(angle) },
  ]
  return { prompts, seeds }
}

/**
 * What the thread that talks to the server notices, from opening the model to its end, with a change of size: how long it
 * computes at a stretch (which is what would hold up messages on a machine with a core to spare), and how long it stands still.
 */
async function mainThread() {
  const stretches: { cpuMs: number; ms: number }[] = []
  const stopped = new AbortController()
  const watching = watch(stretches, stopped.signal)
  const engine = await openDiffusion({ ...options, clock: systemClock, log: silentLog })
  const jobMs: number[] = []
  for (let i = 0; i < JOBS; i++) {
    const startMono = performance.now()
    const heightPx = i < JOBS / 2 ? size.heightPx : size.heightPx / 2
    const part = pixels.subarray(0, (pixels.length / size.heightPx) * heightPx)
    const pictures = { ...size, heightPx, pixels: part }
    const looks = plainLooks(defaultParameters, size.count)
    await engine.transform({ pictures, parameters: defaultParameters, looks, seqs: [0, 1, 2, 3] })
    jobMs.push(performance.now() - startMono)
  }
  await engine[Symbol.asyncDispose]()
  stopped.abort()
  await watching
  const longest = (of: 'cpuMs' | 'ms') => Math.max(...stretches.map((stretch) => stretch[of]))
  return { longestCpuStretchMs: longest('cpuMs'), longestStandstillMs: longest('ms'), jobMs: spread(jobMs) }
}

async function watch(stretches: { cpuMs: number; ms: number }[], signal: AbortSignal): Promise<void> {
  for (let last = now(); !signal.aborted; last = now()) {
    await delay(1)
    stretches.push({ cpuMs: now().cpuMs - last.cpuMs, ms: now().ms - last.ms - 1 })
  }
}

function now() {
  const { user, system } = process.threadCpuUsage()
  return { cpuMs: (user + system) / 1000, ms: performance.now() }
}
