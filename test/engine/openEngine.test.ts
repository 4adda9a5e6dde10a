import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from '#engine/openEngine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'

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
    assert.match(error.remedy, /auto, preview, passthrough, simulate/)
    return true
  })
})

function surroundings() {
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const log: Log = { info: say, warn: say, error: say }
  return { lines, options: { simulateMs: 1, threads: 1, clock: systemClock, log } }
}
