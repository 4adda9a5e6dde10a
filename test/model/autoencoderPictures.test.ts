import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pictureInput } from '#model/pictureInput.ts'
import { pictureOutput } from '#model/pictureOutput.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { expected, largestError } from '#test/expected.ts'
import { runGraph } from '#test/ort.ts'

const cpu = dialectOf('cpu', 'float32')

for (const name of ['tiny-sdxl', 'tiny-sd21'] as const) {
  test(`pictures of ${name} become the numbers that diffusers makes of them`, async () => {
    const { bytes, floats, shape } = expected(name)
    for (const size of ['64x64', '64x128']) {
      const { planes } = await runGraph(
        cpu,
        (g) => ({ planes: pictureInput(g, g.input('pictures', 'uint8', shape(`img/${size}/u8`))) }),
        { pictures: bytes(`img/${size}/u8`) },
      )
      assert.ok(largestError(planes as Float32Array, floats(`img/${size}/preprocessed`)) <= 1e-6)
    }
  })
}

test('numbers become bytes that are cut off, not rounded, and stay within 0 and 255', async () => {
  const values = [-1, 1, 0, -7, 1.5, 2 * (10.99 / 255) - 1, 2 * (11.01 / 255) - 1, 0.9999]
  const { pictures } = await runGraph(
    cpu,
    (g) => ({ pictures: pictureOutput(g, g.input('x', 'float32', [1, 1, 2, 4])) }),
    { x: Float32Array.from(values) },
  )
  assert.deepEqual([...(pictures as Uint8Array)], [0, 255, 127, 0, 255, 10, 11, 254])
})

test('every byte comes back as it was', async () => {
  const bytes = Uint8Array.from({ length: 3 * 256 }, (_, i) => i % 256)
  const { planes } = await runGraph(
    cpu,
    (g) => ({ planes: pictureInput(g, g.input('pictures', 'uint8', [1, 16, 16, 3])) }),
    { pictures: bytes },
  )
  // half a level more, because the way back cuts off
  const x = (planes as Float32Array).map((value) => value + 1 / 255)
  const { pictures } = await runGraph(
    cpu,
    (g) => ({ pictures: pictureOutput(g, g.input('x', 'float32', [1, 3, 16, 16])) }),
    { x },
  )
  assert.deepEqual(pictures, bytes)
})
