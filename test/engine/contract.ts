import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Engine, EngineInput } from '#engine/engine.ts'
import { plainLooks } from '#frame/look.ts'
import { type Pictures, picturesBytes } from '#frame/pictures.ts'
import { defaultParameters, type Parameters } from '#settings/schema.ts'

/**
 * What the rest of the system takes for granted of every engine.
 * @param large a size whose batch takes the engine longer than the event loop may stand still
 */
export function engineContract(open: () => Promise<Engine>, { large = { widthPx: 1024, heightPx: 576 } } = {}): void {
  test('an engine says what it is in a sentence that begins with its name', async () => {
    await using engine = await open()
    assert.match(engine.name, /^[a-z]+$/)
    assert.ok(engine.description.startsWith(`${engine.name}: `), engine.description)
  })

  test('as many pictures come out as go in, of the same size', async () => {
    await using engine = await open()
    for (const count of [1, 3]) {
      const pictures = await engine.transform(batchOf(testPictures({ widthPx: 64, heightPx: 40 }, count)))
      assert.deepEqual([pictures.widthPx, pictures.heightPx, pictures.count], [64, 40, count])
      assert.equal(pictures.pixels.length, 64 * 40 * 3 * count)
    }
  })

  test('a batch that makes no sense does not spoil the next one', async () => {
    await using engine = await open()
    const nonsense = { ...testPictures({ widthPx: 64, heightPx: 40 }, 1), count: 5 }
    await Promise.allSettled([engine.transform(batchOf(nonsense))])
    const pictures = await engine.transform(batchOf(testPictures({ widthPx: 64, heightPx: 40 }, 2)))
    assert.equal(pictures.count, 2)
  })

  test('batches that are handed over at the same time are all answered', async () => {
    await using engine = await open()
    const sizes = [8, 16, 24, 32, 40].map((widthPx) => ({ widthPx, heightPx: 16 }))
    const answers = await Promise.all(sizes.map((size) => engine.transform(batchOf(testPictures(size, 2)))))
    assert.deepEqual(
      answers.map((pictures) => pictures.widthPx),
      [8, 16, 24, 32, 40],
    )
  })

  test('the event loop goes on turning while a batch is transformed', async () => {
    await using engine = await open()
    const pictures = testPictures(large, 4)
    await delay(5)
    const worstMs = await longestStretchMs(() => engine.transform(batchOf(pictures)))
    // what engines may not do is compute here: four pictures would take far longer
    assert.ok(worstMs < 60, `stood still for ${worstMs.toFixed(0)} ms`)
  })

  test('an engine may be closed twice', async () => {
    const engine = await open()
    await engine[Symbol.asyncDispose]()
    await engine[Symbol.asyncDispose]()
  })
}

/** The longest time that this thread has computed at a stretch meanwhile, in ms: its CPU time, whatever else the machine does. */
export async function longestStretchMs(meanwhile: () => Promise<unknown>): Promise<number> {
  let worstMs = 0
  const stopped = new AbortController()
  const watching = (async () => {
    for (let last = cpuMs(); !stopped.signal.aborted; last = cpuMs()) {
      await delay(1)
      worstMs = Math.max(worstMs, cpuMs() - last)
    }
  })()
  await meanwhile()
  stopped.abort()
  await watching
  return worstMs
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** A batch as a worker would hand it over: consecutive frames, and settings where a test does not care. */
export function batchOf(pictures: Pictures, parameters: Partial<Parameters> = {}, firstSeq = 0): EngineInput {
  const seqs = Array.from({ length: pictures.count }, (_, i) => firstSeq + i)
  const whole = { ...defaultParameters, ...parameters }
  return { pictures, parameters: whole, looks: plainLooks(whole, pictures.count), seqs }
}

/** Pictures with slopes, edges and many colours: a disc on a gradient. */
export function testPictures(size: { widthPx: number; heightPx: number }, count: number): Pictures {
  const { widthPx, heightPx } = size
  const pixels = new Uint8Array(new SharedArrayBuffer(picturesBytes(size, count)))
  for (let p = 0; p < pixels.length / 3; p++) {
    const x = p % widthPx
    const y = Math.floor(p / widthPx) % heightPx
    const isInside = (x - widthPx / 2) ** 2 + (y - heightPx / 2) ** 2 < (Math.min(widthPx, heightPx) / 4) ** 2
    const colour = isInside
      ? [250, 230, 170]
      : [40 + (150 * y) / heightPx, 60 + (80 * x) / widthPx, 160 - (90 * y) / heightPx]
    pixels.set(colour, p * 3)
  }
  return { ...size, count, pixels }
}
