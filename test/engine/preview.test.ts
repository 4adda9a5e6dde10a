import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ordersFor } from '#engine/preview/orders.ts'
import { Studio } from '#engine/preview/studio.ts'
import { openPreview } from '#engine/preview.ts'
import { type Look, plainLook } from '#frame/look.ts'
import { pictureAt } from '#frame/pictures.ts'
import { defaultParameters, type Parameters } from '#settings/schema.ts'
import { batchOf, engineContract, testPictures } from './contract.ts'

const SIZE = { widthPx: 320, heightPx: 184 }
/** Mean difference of 8-bit values that nobody overlooks when two pictures are switched. */
const VISIBLE = 4

/** For what would wait for ever if it were broken. */
const inTime = { timeout: 20_000 }

engineContract(() => openPreview({ threads: 2 }))

for (const [what, change] of Object.entries<Partial<Parameters>>({
  prompt: { prompt: 'a winter night, ink' },
  'an unknown word in the prompt': { prompt: `${defaultParameters.prompt}, zeppelins` },
  seed: { seed: 1 },
  strength: { strength: 0.3 },
  'number of steps': { numInferenceSteps: 6 },
})) {
  test(`another ${what.replace(/^an /, '')} gives a visibly different picture`, () => {
    assert.ok(difference(painted(), painted(change)) > VISIBLE, `${difference(painted(), painted(change))}`)
  })
}

test('the default look is a painting, and still the picture', () => {
  const input = testPictures(SIZE, 1).pixels
  const away = difference(painted(), input)
  assert.ok(away > VISIBLE && away < 48, `${away}`)
})

test('strength 0 returns the input to the bit', () => {
  assert.deepEqual(painted({ strength: 0 }), testPictures(SIZE, 1).pixels)
})

test('more strength goes further away from the input', () => {
  const input = testPictures(SIZE, 1).pixels
  const ways = [0.02, 0.2, 0.5, 1].map((strength) => difference(painted({ strength }), input))
  assert.ok(ways[0] < 1.5, `${ways[0]}`)
  assert.deepEqual(
    ways,
    ways.toSorted((a, b) => a - b),
  )
})

test('two workers paint the same picture alike, whatever they painted before', () => {
  const fresh = painted()
  const studio = new Studio()
  for (const prompt of ['ink', 'mosaic', 'neon']) painted({ prompt }, 3, studio)
  assert.deepEqual(painted({}, 0, studio), fresh)
})

test('a fixed seed leaves every stroke where it is from frame to frame', () => {
  assert.deepEqual(painted({}, 7), painted({}, 8))
})

test('without a fixed seed every frame is painted anew, and alike on every worker', () => {
  const lively = { fixedSeed: false }
  assert.ok(difference(painted(lively, 7), painted(lively, 8)) > VISIBLE)
  assert.deepEqual(painted(lively, 7), painted(lively, 7))
})

test('a small change of the picture changes the painting only there', () => {
  const [before, after] = [testPictures(SIZE, 1).pixels, testPictures(SIZE, 1).pixels]
  after.fill(255, 0, 3 * SIZE.widthPx * 4)
  const paint = (pixels: Uint8Array) => new Studio().paint(pixels, SIZE.widthPx, SIZE.heightPx, order())
  paint(before)
  paint(after)
  const half = before.length / 2
  assert.deepEqual(before.subarray(half), after.subarray(half))
  assert.ok(difference(before.subarray(0, half), after.subarray(0, half)) > 0)
})

test('pictures of any size are painted, to the last row and column', () => {
  for (const [widthPx, heightPx] of [
    [8, 8],
    [72, 1000],
    [640, 360],
    [9, 7],
    [1, 1],
  ]) {
    for (const prompt of ['oil', 'comic', 'mosaic', 'charcoal', 'pointillist']) {
      const picture = new Uint8Array(widthPx * heightPx * 3 + 3).fill(100)
      new Studio().paint(picture.subarray(0, -3), widthPx, heightPx, { ...order(), prompt })
      assert.deepEqual([...picture.subarray(-3)], [100, 100, 100])
      assert.notDeepEqual([...picture.subarray(-6, -3)], [100, 100, 100], `${prompt} ${widthPx}x${heightPx}`)
    }
  }
})

test('on the way from one prompt or seed to another, both are seen, each as much as it weighs', () => {
  const { prompt, seed } = defaultParameters
  for (const [other, at] of [
    [painted({ prompt: 'ink' }), (w: number) => look([prompt, 1 - w], ['ink', w])],
    [painted({ seed: 9 }), (w: number) => look([prompt, 1], [seed, Math.sqrt(1 - w)], [9, Math.sqrt(w)])],
  ] as const) {
    const ends = [painted(), other]
    for (const weight of [0.25, 0.5, 0.75]) {
      const mix = paintedAs(at(weight))
      const wanted = ends[0].map((value, i) => value + (ends[1][i] - value) * weight)
      assert.ok(difference(mix, wanted) < 1, `${weight}: ${difference(mix, wanted)}`)
      for (const end of ends) assert.ok(difference(mix, end) > VISIBLE / 2)
    }
    for (const end of [0, 1]) assert.equal(difference(paintedAs(at(end)), ends[end]), 0)
  }
})

test('of many prompts the two heaviest are painted', () => {
  const mix = paintedAs(look(['neon', 0.1], ['ink', 0.5], ['mosaic', 0.4]))
  const [ink, mosaic] = [painted({ prompt: 'ink' }), painted({ prompt: 'mosaic' })]
  assert.ok(
    difference(
      mix,
      ink.map((value, i) => value + ((mosaic[i] - value) * 4) / 9),
    ) < 1,
  )
})

test('a batch on threads is painted as each of its pictures alone', async () => {
  await using engine = await openPreview({ threads: 2 })
  const pictures = testPictures(SIZE, 3)
  const answer = await engine.transform(batchOf(pictures, { fixedSeed: false }, 20))
  for (let i = 0; i < 3; i++) assert.deepEqual(pictureAt(answer, i).slice(), painted({ fixedSeed: false }, 20 + i))
})

test('each picture of a batch on threads has the look that was meant for it', async () => {
  await using engine = await openPreview({ threads: 2 })
  const looks = [0.2, 0.4, 0.6].map((weight) => look(['ink', 1 - weight], ['mosaic', weight]))
  const answer = await engine.transform({ ...batchOf(testPictures(SIZE, 3)), looks })
  for (const [i, each] of looks.entries()) assert.equal(difference(pictureAt(answer, i), paintedAs(each)), 0)
})

test('a thread that dies fails its batch with the reason, and the next batch finds another one', inTime, async () => {
  await using engine = await openPreview({ threads: 1, painter: mortalPainter })
  const picture = () => testPictures({ widthPx: 8, heightPx: 8 }, 2)
  await assert.rejects(engine.transform(batchOf(picture(), { prompt: 'die' })), /thread has died: exit code 7/)
  await assert.rejects(engine.transform(batchOf(picture(), { prompt: 'throw' })), /thread has died: out of paint/)
  assert.equal((await engine.transform(batchOf(picture(), { prompt: 'live' }))).count, 2)
})

test('a picture that cannot be painted fails its batch, not the thread', inTime, async () => {
  await using engine = await openPreview({ threads: 1, painter: mortalPainter })
  const picture = testPictures({ widthPx: 8, heightPx: 8 }, 1)
  await assert.rejects(engine.transform(batchOf(picture, { prompt: 'refuse' })), /could not be painted: no canvas/)
})

test('a closed preview refuses work, and ends what was under way', inTime, async () => {
  const engine = await openPreview({ threads: 1, painter: mortalPainter })
  const picture = testPictures({ widthPx: 8, heightPx: 8 }, 1)
  const underWay = assert.rejects(engine.transform(batchOf(picture, { prompt: 'hang' })), /engine is closed/)
  await engine[Symbol.asyncDispose]()
  await underWay
  await assert.rejects(engine.transform(batchOf(picture)), /engine is closed/)
})

function painted(change: Partial<Parameters> = {}, seq = 0, studio = new Studio()): Uint8Array {
  const { pixels } = testPictures(SIZE, 1)
  studio.paint(pixels, SIZE.widthPx, SIZE.heightPx, order(change, seq))
  return pixels.slice()
}

function paintedAs(each: Look): Uint8Array {
  const { pixels } = testPictures(SIZE, 1)
  new Studio().paintMix(pixels, SIZE.widthPx, SIZE.heightPx, ordersFor(defaultParameters, each, 0))
  return pixels.slice()
}

/** Prompts (texts) and seeds (numbers) with their weights. */
function look(...parts: readonly (readonly [string | number, number])[]): Look {
  const prompts = parts.flatMap(([text, weight]) => (typeof text === 'string' ? [{ text, weight }] : []))
  const seeds = parts.flatMap(([seed, weight]) => (typeof seed === 'number' ? [{ seed, weight }] : []))
  return { prompts, seeds: seeds.length > 0 ? seeds : [{ seed: defaultParameters.seed, weight: 1 }] }
}

function order(change: Partial<Parameters> = {}, seq = 0) {
  const parameters = { ...defaultParameters, ...change }
  return ordersFor(parameters, plainLook(parameters), seq).order
}

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length
}

/** A thread that does what its prompt says. */
const mortalPainter = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ id, order: { prompt } }) => {
      if (prompt === 'die') process.exit(7)
      if (prompt === 'throw') throw new Error('out of paint')
      if (prompt === 'refuse') parentPort.postMessage({ id, reason: 'no canvas' })
      if (prompt === 'live') parentPort.postMessage({ id })
    })
  `)}`,
)
