import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expected, largestError, stdOf } from '#test/expected.ts'
import { deviationOf, openFor } from '#test/pipelineCases.ts'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'

// SwiftShader draws on the processor: slowly, and in float32 only, but through the same WebGPU as a graphics card
const driver = systemProgram('swiftshader')
if (driver) process.env.VK_ICD_FILENAMES = driver

/** What the WebGPU dialect may be off from the CPU, in standard deviations. */
const TOLERANCE = 1e-3

/** SwiftShader's subgroups are small, where MultiHeadAttention goes wrong: what the self-check finds out at start. */
const webgpu = { provider: 'webgpu', dialect: { attention: 'decomposed' } } as const

for (const [fixture, name] of [
  ['tiny-sdxl', 'p0_seed0_n2_s0.7'],
  ['tiny-sd21', 'p0_seed0_n2_s0.7'],
] as const) {
  test(`${fixture}, ${name}: WebGPU gives the picture of the CPU`, { skip: skipWithout('swiftshader') }, async () => {
    const reference = expected(fixture)
    await using onCpu = await openFor(fixture, name)
    await using onGpu = await openFor(fixture, name, webgpu)
    const wanted = await deviationOf(onCpu, reference, name)
    const actual = await deviationOf(onGpu, reference, name)
    const error = largestError(actual.values, wanted.values) / stdOf(wanted.values)
    assert.ok(error <= TOLERANCE, `latents are off from the CPU by ${error} standard deviations`)
    assert.ok(actual.latents <= TOLERANCE, `latents are off from diffusers by ${actual.latents} standard deviations`)
    assert.ok(actual.level <= 1 && actual.equal >= 0.99, `${actual.equal} equal, up to ${actual.level} levels off`)
  })
}
