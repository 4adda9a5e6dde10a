import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { fixtureFolder } from '#test/expected.ts'
import { LOOP, openLiveShow } from '#test/liveShow.ts'
import { halves } from '#test/pictureFolder.ts'
import { startWorker } from '#test/running.ts'

test('prompt, steps, seed and resolution change while pictures flow, and none is lost', {
  timeout: 90_000,
}, async (t) => {
  const show = await openDiffusionShow(t)
  const { audience } = show
  const sinceMs = (await audience.next(undefined, 20_000)).atMs

  // the pictures of the loop are all the same, and so is the noise
  const usual = await nextAlike(show)
  assert.deepEqual(halves(usual), { ...halves(usual), widthPx: 160, heightPx: 96 })
  for (const path of ['/prompt/a%20forest%20in%20winter', '/steps/1', '/seed/7']) {
    const before = await nextAlike(show)
    assert.equal((await show.get(path)).status, 200)
    await audience.next(({ jpeg }) => !Buffer.from(jpeg).equals(before))
  }

  await show.get('/resolution/128')
  await audience.next(({ jpeg }) => halves(jpeg).widthPx === 128)
  await eventually(() => /from now on 2 pictures of 128x80/.test(show.workers[0]?.said() ?? ''), { withinMs: 15_000 })
  await nextAlike(show)
  await show.get('/resolution/160')
  await eventually(() => /from now on 2 pictures of 160x96/.test(show.workers[0]?.said() ?? ''), { withinMs: 15_000 })
  const last = await nextAlike(show)
  assert.deepEqual([halves(last).widthPx, halves(last).heightPx], [160, 96])

  assert.deepEqual(audience.faults(LOOP, sinceMs), { missing: 0, disorder: 0 })
  const { workers } = await show.status()
  assert.deepEqual(
    workers.map(({ engine }) => engine),
    ['diffusion'],
  )
})

test('a worker says what it runs, and on what', { timeout: 60_000 }, async (t) => {
  const show = await openDiffusionShow(t)
  assert.match(show.workers[0]?.said() ?? '', /diffusion: .*tiny-sdxl \(SDXL\) on the CPU, float32, fused attention/)
})

test('a model that is not installed ends the worker with the command that downloads it', {
  timeout: 60_000,
}, async (t) => {
  const show = await openLiveShow(t, { workers: [] })
  const worker = show.add(startWorker(show.ports, ['--model', 'nobody/nothing']))
  assert.equal((await worker.ended).code, 2)
  assert.match(worker.said(), /nobody\/nothing.*npx i2i model pull nobody\/nothing/s)
})

type Show = Awaited<ReturnType<typeof openLiveShow>>

/** A server, and a worker with a small model that is prepared before it asks for jobs. */
function openDiffusionShow(t: TestContext): Promise<Show> {
  const model = ['--model', fixtureFolder('tiny-sdxl'), '--provider', 'cpu', '--threads', '1']
  return openLiveShow(t, {
    workers: [['--engine', 'diffusion', ...model, '--warmup', '2x96x160x3']],
    serverFlags: ['--fps', '6', '--batch-size', '2'],
  })
}

/** The next picture that looks to the bit as the one before it: nothing is changing any more. */
async function nextAlike({ audience }: Show): Promise<Buffer> {
  let last = Buffer.from((await audience.next()).jpeg)
  for (;;) {
    const next = Buffer.from((await audience.next()).jpeg)
    if (next.equals(last)) return next
    last = next
  }
}
