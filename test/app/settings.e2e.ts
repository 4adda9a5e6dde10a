import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calm, openLiveShow } from '#test/liveShow.ts'
import { halves } from '#test/pictureFolder.ts'

test('what is changed over HTTP is seen in the next pictures', { timeout: 40_000 }, async (t) => {
  const show = await openLiveShow(t)
  await calm(show)
  const original = halves((await show.audience.next()).jpeg)
  assert.deepEqual([original.widthPx, original.heightPx], [160, 96])
  assert.ok(original.left < 60 && original.right > 180)

  await t.test('/resolution/320 makes pictures of 320x192', async () => {
    await updated(show, '/resolution/320')
    await show.audience.next(({ jpeg }) => `${halves(jpeg).widthPx}x${halves(jpeg).heightPx}` === '320x192')
    await updated(show, '/resolution/160')
  })

  await t.test('/mirror/true flips them', async () => {
    await updated(show, '/mirror/true')
    await show.audience.next(({ jpeg }) => halves(jpeg).left > 180 && halves(jpeg).right < 60)
    await updated(show, '/mirror/false')
    await show.audience.next(({ jpeg }) => halves(jpeg).left < 60)
  })

  await t.test('jpegQuality makes them smaller', async () => {
    const usual = (await show.audience.next()).jpeg.length
    assert.equal((await patch(show, { jpegQuality: 30 })).status, 200)
    await show.audience.next(({ jpeg }) => jpeg.length < usual)
  })

  await t.test('/batch_size/2 is told in the status', async () => {
    await updated(show, '/batch_size/2')
    await show.statusWhen(({ batchSize }) => batchSize === 2)
  })

  await t.test('fps changes the rate of a folder of pictures', async () => {
    assert.equal((await patch(show, { fps: 60 })).status, 200)
    await show.statusWhen(({ fps }) => fps.published > 45)
    assert.equal((await patch(show, { fps: 15 })).status, 200)
    await show.statusWhen(({ fps }) => fps.published > 12 && fps.published < 18)
  })

  await t.test('settings of the engine are taken, and answered as existing clients expect', async () => {
    for (const path of ['/passthrough/on', '/passthrough/off', '/opacity/0.5', '/strength/0.4', '/seed/7', '/steps/3'])
      await updated(show, path)
    const answer = await show.get('/prompt/a%20quiet%20sea')
    assert.deepEqual(await answer.json(), { safety: 'safe' })
    const { opacity, strength, seed, numInferenceSteps, prompt } = await settings(show)
    assert.deepEqual([opacity, strength, seed, numInferenceSteps, prompt], [0.5, 0.4, 7, 3, 'a quiet sea'])
  })

  await t.test('a bad value is 422, says what would be right, and changes nothing', async () => {
    const before = await settings(show)
    for (const path of ['/strength/1.5', '/mirror/maybe', '/batch_size/0', '/seed/-1', '/resolution/9999999']) {
      assert.equal((await show.get(path)).status, 422, path)
    }
    const answer = await patch(show, { seed: 8, strength: 3 })
    assert.equal(answer.status, 422)
    assert.match(await answer.text(), /strength.*0 to 1/)
    assert.deepEqual(await settings(show), before)
  })
})

test('opacity blends the input into the result, and passthrough shows the input', { timeout: 30_000 }, async (t) => {
  const show = await openLiveShow(t, { workers: [['--engine', 'preview']], serverFlags: ['--strength', '1'] })
  const difference = async (path: string) => {
    await updated(show, path)
    const { index } = await show.audience.next()
    // pictures that were made before the change are still on their way
    await show.audience.next((picture) => (picture.index - index + 60) % 60 === 30)
    return halves((await show.audience.next()).jpeg)
  }
  const painted = await difference('/opacity/1')
  const half = await difference('/opacity/0.5')
  const input = await difference('/opacity/0')
  assert.ok(Math.abs(half.right - (painted.right + input.right) / 2) < 6, JSON.stringify({ painted, half, input }))
  assert.ok(Math.abs(input.left - 20) < 6 && Math.abs(input.right - 220) < 6)
  await updated(show, '/opacity/1')
  const passed = await difference('/passthrough/true')
  assert.ok(Math.abs(passed.left - 20) < 6 && Math.abs(passed.right - 220) < 6)
})

type Show = Awaited<ReturnType<typeof openLiveShow>>

async function updated(show: Show, path: string): Promise<void> {
  const answer = await show.get(path)
  assert.deepEqual([answer.status, await answer.json()], [200, { status: 'updated' }], path)
}

function patch({ ports }: Show, settings: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports.settings}/api/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  })
}

async function settings(show: Show): Promise<Record<string, unknown>> {
  return (await (await show.get('/api/settings')).json()) as Record<string, unknown>
}
