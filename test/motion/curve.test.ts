import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Curve, curved } from '#motion/curve.ts'

const curves: readonly Curve[] = ['linear', 'ease', 'ease-in', 'ease-out']
const shares = Array.from({ length: 101 }, (_, i) => i / 100)

for (const curve of curves) {
  test(`${curve} begins at 0, ends at 1 and never turns back`, () => {
    const way = shares.map((share) => curved(curve, share))

    assert.equal(way[0], 0)
    assert.equal(way.at(-1), 1)
    assert.deepEqual(
      way,
      way.toSorted((a, b) => a - b),
    )
  })

  test(`${curve} stays at its ends before the start and after the end`, () => {
    const outside = [-1, Number.NEGATIVE_INFINITY, Number.NaN, 1.0001, Number.POSITIVE_INFINITY]

    assert.deepEqual(
      outside.map((share) => curved(curve, share)),
      [0, 0, 0, 1, 1],
    )
  })
}

test('ease is slow at both ends, ease-in at the start, ease-out at the end', () => {
  const [early, late] = [0.1, 0.9]

  assert.ok(curved('ease', early) < early && curved('ease', late) > late)
  assert.ok(curved('ease-in', early) < early && curved('ease-in', late) < late)
  assert.ok(curved('ease-out', early) > early && curved('ease-out', late) > late)
})
