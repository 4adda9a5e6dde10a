import assert from 'node:assert/strict'
import { test } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import { pictureAt } from '#frame/pictures.ts'
import { aJpeg } from '#test/frames.ts'
import { manualClock } from '#test/manualClock.ts'
import { aJob, aJobFrame } from '#test/messages.ts'
import { CountingPool } from '#test/worker.ts'
import type { JobFrame } from '#wire/job.ts'
import { decoder } from '#worker/decode.ts'

test('pictures are decoded side by side at the wanted size', async () => {
  const { pictures, damaged } = await decoded([grey(0, 40), grey(1, 200)])
  const { count, widthPx, heightPx } = pictures
  assert.deepEqual({ count, widthPx, heightPx }, { count: 2, widthPx: 64, heightPx: 64 })
  assert.deepEqual([...damaged], [])
  assertGrey(pictureAt(pictures, 0), 40)
  assertGrey(pictureAt(pictures, 1), 200)
})

test('pictures that have the wanted size already are decoded as they are', async () => {
  const frame = aJobFrame(0, { widthPx: 64, heightPx: 48, jpeg: aJpeg({ widthPx: 64, heightPx: 48, grey: 90 }) })
  const { pictures } = await decoded([frame])
  assert.deepEqual([pictures.widthPx, pictures.heightPx], [64, 48])
  assertGrey(pictures.pixels, 90)
})

test('greyscale JPEGs become RGB', async () => {
  const { pictures, damaged } = await decoded([aJobFrame(0, { jpeg: oneComponentJpeg(77) })])
  assert.deepEqual([...damaged], [])
  assertGrey(pictures.pixels, 77)
})

const whole = aJpeg({ grey: 10 })
const broken: readonly (readonly [what: string, jpeg: Uint8Array, reason: RegExp])[] = [
  ['is truncated', whole.subarray(0, whole.length - 40), /truncated/],
  ['is empty', new Uint8Array(), /is empty/],
  ['is text', Buffer.from('not a picture'), /is not a JPEG/],
  ['is damaged inside', withoutQuantisation(whole), /damaged/],
  ['is larger than its frame says', aJpeg({ widthPx: 32, heightPx: 32 }), /./],
  ['is smaller than its frame says', aJpeg({ widthPx: 8, heightPx: 8 }), /8x8 pixels, not 16x16/],
  ['has more pixels than are allowed', aJpeg({ widthPx: 2000, heightPx: 2000 }), /more than the limit/],
]
for (const [what, jpeg, reason] of broken) {
  test(`a picture that ${what} fails alone, with the reason; the others of its job are decoded`, async () => {
    const { pictures, damaged } = await decoded([grey(0, 40), aJobFrame(1, { jpeg }), grey(2, 200)])
    assert.deepEqual([...damaged.keys()], [1])
    assert.match(damaged.get(1) ?? '', reason)
    assertGrey(pictureAt(pictures, 0), 40)
    assertGrey(pictureAt(pictures, 2), 200)
  })
}

test('everything but the pictures themselves is given back to the pool, damaged or not', async () => {
  const pool = new CountingPool({ keep: 9 })
  await decoded([grey(0, 40), aJobFrame(1, { jpeg: new Uint8Array() }), grey(2, 1)], { pool })
  assert.equal(pool.outstanding, 1)
})

test('a change of resolution, mirror or source is followed from job to job', async () => {
  const decode = decoder({ pool: new CountingPool({ keep: 9 }), clock: manualClock(), maxPixels: 1e6 })
  const sizes: string[] = []
  for (const [resolution, side] of [
    [64, 16],
    [128, 16],
    [128, 32],
    [64, 16],
  ]) {
    const jpeg = aJpeg({ widthPx: side, heightPx: side, grey: 50 })
    const frames = [aJobFrame(0, { jpeg, widthPx: side, heightPx: side })]
    const job = aJob({ frames, parameters: { ...aJob().parameters, resolution } })
    const { pictures } = await decode({ job, arrivedMono: 0 })
    sizes.push(`${pictures.widthPx}x${pictures.heightPx}`)
    assertGrey(pictures.pixels, 50)
  }
  assert.deepEqual(sizes, ['64x64', '128x128', '128x128', '64x64'])
})

function decoded(frames: readonly JobFrame[], { pool = new CountingPool({ keep: 9 }) } = {}) {
  return decoder({ pool, clock: manualClock(), maxPixels: 1e6 })({ job: aJob({ frames }), arrivedMono: 0 })
}

function grey(seq: number, shade: number): JobFrame {
  return aJobFrame(seq, { jpeg: aJpeg({ grey: shade }) })
}

function assertGrey(pixels: Uint8Array, shade: number): void {
  const worst = Math.max(...pixels.map((value) => Math.abs(value - shade)))
  assert.ok(worst <= 2, `off by ${worst}`)
}

function oneComponentJpeg(grey: number): Uint8Array {
  const size = { width: 16, height: 16, quality: 95 }
  return turbo.compressSync(Buffer.alloc(256, grey), {
    ...size,
    format: turbo.FORMAT_GRAY,
    subsampling: turbo.SAMP_GRAY,
  })
}

/** Header and end are there, the quantisation tables are not. */
function withoutQuantisation(jpeg: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(jpeg)
  for (let i = 0; i + 1 < copy.length; i++) if (copy[i] === 0xff && copy[i + 1] === 0xdb) copy[i + 1] = 0xef
  return copy
}
