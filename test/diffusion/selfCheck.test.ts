import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selfCheck } from '#diffusion/selfCheck.ts'

const cpu = { provider: 'cpu', device: 0, threads: 1 } as const

test('a device that computes as the CPU passes with the best dialect', async () => {
  const { dialect, error, passedOver } = await selfCheck(cpu, ['float32'])
  assert.deepEqual([dialect.float, dialect.attention], ['float32', 'fused'])
  assert.ok(error < 1e-4, `${error}`)
  assert.deepEqual(passedOver, [])
})

test('half precision is a little off, and counts as right', async () => {
  const { dialect, error } = await selfCheck(cpu, ['float16', 'float32'])
  assert.equal(dialect.float, 'float16')
  assert.ok(error > 1e-4 && error < 1e-2, `${error}`)
})
