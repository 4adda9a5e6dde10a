import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeStages } from '#engine/diffusion/timeStages.ts'
import { fixtureFolder } from '#test/expected.ts'

const SHAPE = { count: 2, heightPx: 64, widthPx: 64 }

test('a model is timed network by network, with what each has to compute', async () => {
  const times = await timeStages(options())
  assert.equal(times.provider, 'cpu')
  assert.equal(times.arithmetic, 'float32, fused attention')
  assert.deepEqual(
    times.stages.map(({ stage }) => stage),
    ['encode', 'denoise', 'decode'],
  )
  for (const { ms, gflop } of times.stages) {
    assert.equal(ms, 2000) // as long as the clock says
    assert.ok(gflop > 0.001 && gflop < 1, `${gflop} GFLOP`)
  }
})

test('twice as many pictures are twice the work', async () => {
  const [two, four] = [await timeStages(options()), await timeStages(options({ shape: { ...SHAPE, count: 4 } }))]
  const ratio = (i: number) => four.stages[i].gflop / two.stages[i].gflop
  assert.equal(ratio(0), 2)
  assert.equal(ratio(2), 2)
  assert.ok(ratio(1) > 1.9 && ratio(1) <= 2, `the timestep is embedded once for all: ${ratio(1)}`)
})

test('it ends between two runs when it is told to', async () => {
  const stop = new AbortController()
  const told = new Error('told to stop')
  stop.abort(told)
  await assert.rejects(timeStages(options({ signal: stop.signal })), told)
})

function options(other: Partial<Parameters<typeof timeStages>[0]> = {}): Parameters<typeof timeStages>[0] {
  return {
    folder: fixtureFolder('tiny-sdxl'),
    shape: SHAPE,
    ...({ provider: 'cpu', device: 0, precision: 'auto', threads: 1, vae: 'auto' } as const),
    clock: tickingClock(2000),
    signal: new AbortController().signal,
    log: { info() {}, warn() {} },
    ...other,
  }
}

/** Every look at it is so much later than the one before, in ms. */
function tickingClock(stepMs: number) {
  let now = 0
  return { now: () => (now += stepMs), wallMs: () => now, until: async () => {} }
}
