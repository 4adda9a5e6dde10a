import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allGrey, fakeEngine } from '#test/worker.ts'
import { warmUp } from '#worker/warmup.ts'

test('--warmup 4x576x1024x3 runs one batch of four 1024x576 pictures', async () => {
  const { engine, asked } = fakeEngine(allGrey(0))
  await warmUp(engine, '4x576x1024x3')
  const [{ pictures, seqs, looks }] = asked
  assert.deepEqual([pictures.count, pictures.heightPx, pictures.widthPx], [4, 576, 1024])
  assert.equal(pictures.pixels.length, 4 * 576 * 1024 * 3)
  assert.deepEqual([seqs.length, looks.length], [4, 4])
})

test('without --warmup nothing is run', async () => {
  const { engine, asked } = fakeEngine(allGrey(0))
  await warmUp(engine, '')
  assert.equal(asked.length, 0)
})

for (const shape of [
  '4',
  '4x576x1024',
  '4x576x1024x4',
  '0x8x8x3',
  '1x10x16x3',
  '-1x8x8x3',
  '9999999x1024x1024x3',
  'x',
  '1x8x8x3 ',
]) {
  test(`--warmup ${JSON.stringify(shape)} is refused with an example`, async () => {
    const { engine, asked } = fakeEngine(allGrey(0))
    await assert.rejects(warmUp(engine, shape), (error: Error & { code: string; remedy: string }) => {
      assert.equal(error.code, 'BAD_OPTION')
      assert.ok(error.message.includes(JSON.stringify(shape)))
      assert.match(error.remedy, /4x576x1024x3/)
      return true
    })
    assert.equal(asked.length, 0)
  })
}
