import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPassthrough } from '#engine/passthrough.ts'
import { batchOf, engineContract, testPictures } from './contract.ts'

engineContract(async () => openPassthrough())

test('passthrough shows exactly the input', async () => {
  await using engine = openPassthrough()
  const pictures = testPictures({ widthPx: 32, heightPx: 16 }, 2)
  const before = pictures.pixels.slice()
  assert.deepEqual((await engine.transform(batchOf(pictures))).pixels, before)
})
