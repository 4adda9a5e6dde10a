import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseProvider } from '#diffusion/providerChoice.ts'
import { selfCheck } from '#diffusion/selfCheck.ts'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'

// SwiftShader draws on the processor: no float16, and subgroups so small that the fused attention goes wrong
const driver = systemProgram('swiftshader')
if (driver) process.env.VK_ICD_FILENAMES = driver
const options = { skip: skipWithout('swiftshader'), timeout: 120_000 }

test('an adapter without float16, on which the fused attention is wrong, is found out', options, async () => {
  const { dialect, error, passedOver } = await selfCheck({ provider: 'webgpu', device: 0 }, ['float16', 'float32'])
  assert.deepEqual([dialect.float, dialect.attention], ['float32', 'decomposed'])
  assert.ok(error < 1e-3, `${error}`)
  assert.match(passedOver.join('\n'), /float16 with fused attention does not run/)
  assert.match(passedOver.join('\n'), /float32 with fused attention is off by/)
})

test('float16 that was asked for and does not work is an error', options, async () => {
  await assert.rejects(selfCheck({ provider: 'webgpu', device: 0 }, ['float16']), { code: 'PROVIDER_UNAVAILABLE' })
})

test('auto does not take a software renderer for a graphics card', options, async () => {
  const lines: string[] = []
  const say = (text: string) => void lines.push(text)
  const wishes = { provider: 'auto', device: 0, threads: 1, precision: 'float32' } as const
  const { device } = await chooseProvider(wishes, { info: say, warn: say })
  assert.equal(device.provider, 'cpu')
  assert.match(lines.join('\n'), /passed over: WebGPU is \d+ times slower than the CPU/)
})
