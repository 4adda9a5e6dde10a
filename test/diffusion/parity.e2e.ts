import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { expected } from '#test/expected.ts'
import { deviationOf, type FixtureName, openFor, pipelineCases } from '#test/pipelineCases.ts'

/** Whole runs: what the fixtures' README allows. */
const LATENTS = 1e-3
const EQUAL = 0.99

/** Runs of the same kind share one model, as they would in a show: making its sessions is what takes the time. */
const models = new Map<string, ReturnType<typeof openFor>>()
after(async () => {
  for (const model of models.values()) await (await model)[Symbol.asyncDispose]()
})

for (const fixture of ['tiny-sdxl', 'tiny-sd21'] as const) {
  const reference = expected(fixture)

  for (const name of pipelineCases(reference).filter((name) => !/^stream_/.test(name))) {
    test(`${fixture}: ${name} gives the picture that diffusers gives`, async () => {
      assertSame(await deviationOf(await shared(fixture, name), reference, name))
    })
  }

  test(`${fixture}: without a new seed, the random numbers go on from run to run`, async () => {
    await using model = await openFor(fixture, 'stream_0')
    for (const name of ['stream_0', 'stream_1', 'stream_2']) assertSame(await deviationOf(model, reference, name))
  })

  test(`${fixture}: the float16 file gives the same picture`, async () => {
    await using model = await openFor(fixture, 'p0_seed0_n2_s0.7', { precision: 'float16' })
    assertSame(await deviationOf(model, reference, 'p0_seed0_n2_s0.7'))
  })
}

function assertSame({ latents, level, equal }: Awaited<ReturnType<typeof deviationOf>>): void {
  assert.ok(latents <= LATENTS, `latents are off by ${latents} standard deviations`)
  assert.ok(level <= 1, `a value is off by ${level} levels`)
  assert.ok(equal >= EQUAL, `only ${equal * 100} % of the values are equal`)
}

function shared(fixture: FixtureName, name: string): ReturnType<typeof openFor> {
  const kind = `${fixture} ${/^(taesd|euler_ancestral|f16noise)/.exec(name)?.[0] ?? ''}`
  const model = models.get(kind) ?? openFor(fixture, name)
  models.set(kind, model)
  return model
}
