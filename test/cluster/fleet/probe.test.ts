import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProbe } from '#cluster/fleet/probe.ts'

test('a machine is read through the greeting of its shell', () => {
  const probe = readProbe('Welcome!\n\nhostname=gpu-1\nuptime=2 days\nversion=0.4.0\ncommit=abc123\ngpu=61, 97\n')
  assert.equal(probe.uptime, '2 days')
  assert.equal(probe.version, '0.4.0 abc123')
  assert.deepEqual(probe.gpus, ['61 °C 97 %'])
  assert.deepEqual(probe.units, [])
})

test('a worker is known by its flag, then by its .env, then by the name of its machine', () => {
  const unit = 'unit=i2i-worker@0.service\nstate=active\n'
  const flag = readProbe(`hostname=gpu\n${unit}exec=argv[]=node worker --worker-id=gpu-gpu0 ; x\nid=env\n`).units[0]
  assert.deepEqual(
    ['gpu-gpu0', 'env', 'gpu-ab12'].map((id) => flag?.isNamed(id)),
    [true, false, false],
  )
  const env = readProbe(`hostname=gpu\n${unit}exec=node worker\nid="my worker"\n`).units[0]
  assert.deepEqual(
    ['my worker', 'gpu-ab12'].map((id) => env?.isNamed(id)),
    [true, false],
  )
  const neither = readProbe(`hostname=gpu\n${unit}exec=node worker\nid=\n`).units[0]
  assert.deepEqual(
    ['gpu-ab12', 'gpu-2-ab12', 'gpu-gpu0x'].map((id) => neither?.isNamed(id)),
    [true, false, false],
  )
})
