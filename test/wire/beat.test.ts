import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packHead } from '#wire/envelope.ts'
import { decodeWorkerMessage, encodeWorkerMessage } from '#wire/fromWorker.ts'
import { WireError } from '#wire/protocol.ts'

const gpu = { name: 'NVIDIA T1000', use: 0.5, temperatureC: 60, memoryUsedBytes: 1e9, memoryTotalBytes: 4e9 }

test('a beat tells how the graphics card is, if that tells', () => {
  assert.deepEqual(decodeWorkerMessage(encodeWorkerMessage({ type: 'beat', gpu })), { type: 'beat', gpu })
  assert.deepEqual(decodeWorkerMessage(encodeWorkerMessage({ type: 'beat', gpu: undefined })), { type: 'beat' })
})

test('what a later worker tells besides is left alone', () => {
  assert.deepEqual(decodeWorkerMessage([packHead({ type: 'beat', mood: 'fine' })]), { type: 'beat' })
})

test('a card that cannot be is refused', () => {
  for (const wrong of [{ ...gpu, use: 2 }, { ...gpu, temperatureC: Number.NaN }, { use: 1 }, 'hot'])
    assert.throws(() => decodeWorkerMessage([packHead({ type: 'beat', gpu: wrong })]), WireError)
})
