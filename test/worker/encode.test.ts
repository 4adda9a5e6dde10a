import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jpegHeader } from '#frame/jpegHeader.ts'
import { aJpeg } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'
import { aJob, aJobFrame } from '#test/messages.ts'
import { CountingPool, decodedJob } from '#test/worker.ts'
import { decodeJpeg } from '#video/jpeg.ts'
import { PROTOCOL } from '#wire/protocol.ts'
import { encoder } from '#worker/encode.ts'
import type { Painted } from '#worker/work.ts'

test('every frame of a job becomes a JPEG of its size, in the order of the job', async () => {
  const { outcomes } = await encoded({})
  const shades = await Promise.all(outcomes.map((outcome) => (outcome.ok ? shadeOf(outcome.jpeg) : 'failed')))
  assert.ok(Math.abs(Number(shades[0]) - 40) <= 2 && Math.abs(Number(shades[1]) - 200) <= 2, shades.join())
})

test('the result carries the names of its job', async () => {
  const { type, protocol, streamId, jobId } = await encoded({}, { streamId: 'tonight', jobId: 12 })
  assert.deepEqual(
    { type, protocol, streamId, jobId },
    { type: 'result', protocol: PROTOCOL, streamId: 'tonight', jobId: 12 },
  )
})

test('a fault of the engine never shows the input: every frame is told as failed, with the reason', async () => {
  const { outcomes } = await encoded({ fault: 'out of memory' })
  const failed = { ok: false, fault: 'engine', reason: 'out of memory' }
  assert.deepEqual(outcomes, [failed, failed])
})

test('a damaged picture is told as a fault of the input, the others are shown', async () => {
  const { outcomes } = await encoded({ damaged: new Map([[0, 'the picture is truncated']]) })
  assert.deepEqual(outcomes[0], { ok: false, fault: 'input', reason: 'the picture is truncated' })
  assert.equal(outcomes[1].ok, true)
})

test('a damaged picture in a job that the engine could not do stays a fault of the input', async () => {
  const { outcomes } = await encoded({ damaged: new Map([[1, 'damaged']]), fault: 'out of memory' })
  assert.deepEqual(
    outcomes.map((outcome) => !outcome.ok && outcome.fault),
    ['engine', 'input'],
  )
})

test('jpegQuality reaches the JPEG', async () => {
  const sizeAt = async (jpegQuality: number) => {
    const pool = new CountingPool({ keep: 9 })
    const job = await decodedJob({ parameters: { ...aJob().parameters, jpegQuality } }, pool)
    job.pictures.pixels.forEach((_, i, pixels) => {
      pixels[i] = (i * 7919) % 256
    })
    const { outcomes } = await encoder({ pool, clock: manualClock() })({ ...job, transformMs: 0 })
    return outcomes[0].ok ? outcomes[0].jpeg.length : 0
  }
  assert.ok((await sizeAt(95)) > 1.5 * (await sizeAt(40)))
})

test('the pixels are given back to the pool', async () => {
  const pool = new CountingPool({ keep: 9 })
  await encoded({}, {}, pool)
  assert.equal(pool.outstanding, 0)
})

test('time between the stages is told as waiting', async () => {
  const clock = manualClock({ now: 100 })
  const pool = new CountingPool({ keep: 9 })
  const work = { ...(await decodedJob({}, pool)), arrivedMono: 0, decodeMs: 10, transformMs: 40 }
  assert.deepEqual((await encoder({ pool, clock })(work)).times, {
    waitMs: 50,
    decodeMs: 10,
    transformMs: 40,
    encodeMs: 0,
  })
})

async function encoded(changes: Partial<Painted>, names: object = {}, pool = new CountingPool({ keep: 9 })) {
  const frames = [40, 200].map((grey, seq) => aJobFrame(seq, { jpeg: aJpeg({ grey }) }))
  const work = { ...(await decodedJob({ frames, ...names }, pool)), transformMs: 0, ...changes }
  return encoder({ pool, clock: manualClock() })(work)
}

async function shadeOf(jpeg: Uint8Array): Promise<number> {
  const header = jpegHeader(jpeg, 1e6)
  assert.ok(header.ok)
  assert.deepEqual([header.widthPx, header.heightPx], [64, 64])
  const pixels = new Uint8Array(64 * 64 * 3)
  await decodeJpeg(jpeg, pixels, header)
  return pixels[0]
}
