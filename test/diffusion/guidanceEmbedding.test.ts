import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guidanceEmbedding } from '#diffusion/guidanceEmbedding.ts'

test('guidance becomes sines and cosines, sines first', () => {
  const embedding = guidanceEmbedding(8.5, 256)
  // numpy 2.4 in float32: angles 7500 · exp(−i · ln 10000 / 127), then sin and cos
  const wanted = [
    [0, -0.85123593],
    [1, 0.8421312],
    [64, -0.07243755],
    [127, 0.68163872],
    [128, -0.52478325],
    [200, -0.93903708],
    [255, 0.73168892],
  ]
  for (const [i, value] of wanted)
    assert.ok(Math.abs(embedding[i] - value) < 2e-4, `${i}: ${embedding[i]}, not ${value}`)
})

test('an odd length ends with a zero', () => {
  assert.equal(guidanceEmbedding(2, 9).length, 9)
  assert.equal(guidanceEmbedding(2, 9)[8], 0)
})
