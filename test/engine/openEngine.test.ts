import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from '#engine/openEngine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { fixtureFolder } from '#test/expected.ts'

const cpu = { provider: 'cpu' } as const

test('without a model, auto takes the preview and says so', async () => {
  const { options, lines } = surroundings()
  await using engine = await openEngine({ ...options, name: 'auto' })
  assert.equal(engine.name, 'preview')
  assert.match(lines.join(), /no diffusion model is installed/)
})

test('an engine is opened by its name', async () => {
  for (const name of ['preview', 'passthrough', 'simulate']) {
    await using engine = await openEngine({ ...surroundings().options, name })
    assert.equal(engine.name, name)
  }
})

test('an unknown engine is refused with a list of those that exist', async () => {
  await assert.rejects(openEngine({ ...surroundings().options, name: 'toString' }), (error) => {
    assert.ok(error instanceof OperatorError)
    assert.equal(error.code, 'ENGINE_UNKNOWN')
    assert.match(error.remedy, /auto, diffusion, preview, passthrough, simulate/)
    return true
  })
})

test('diffusion without a model is refused with the command that downloads one', async () => {
  await assert.rejects(openEngine({ ...surroundings().options, name: 'diffusion' }), (error) => {
    assert.ok(error instanceof OperatorError)
    assert.equal(error.code, 'MODEL_NOT_INSTALLED')
    assert.match(error.remedy, /npx i2i model pull/)
    return true
  })
})

test('with a model, auto takes diffusion', { timeout: 30_000 }, async () => {
  const checkpoint = { name: 'tiny', folder: fixtureFolder('tiny-sdxl') }
  const options = { ...surroundings().options, ...cpu, checkpoint }
  await using engine = await openEngine({ ...options, name: 'auto' })
  assert.equal(engine.description, 'diffusion: tiny (SDXL) on the CPU, float32, fused attention')
})

function surroundings() {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const log: Log = { info: say, warn: say, error: say }
  const model = { provider: 'auto', device: 0, precision: 'auto', vae: 'auto', noise: 'float32' } as const
  return { lines, options: { simulateMs: 1, threads: 1, ...model, clock: systemClock, log } }
}
