import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { GpuWatch } from '#worker/gpuWatch.ts'
import { readGpu, visibleDevice } from '#worker/readGpu.ts'

test("the card is asked for by the driver's number, also where only some cards may be seen", () => {
  assert.equal(visibleDevice({ device: 1, environment: {} }), '1')
  assert.equal(visibleDevice({ device: 1, environment: { CUDA_VISIBLE_DEVICES: '3,5' } }), '5')
  assert.equal(visibleDevice({ device: 0, environment: { CUDA_VISIBLE_DEVICES: 'GPU-1f' } }), 'GPU-1f')
})

test('a driver that answers tells how the card is', async (t) => {
  const command = script(t, 'echo "NVIDIA $1, 50, 60, 1, 2, 3"')
  const reading = await readGpu({ device: 2, command, environment: {}, sysfs: '/nowhere' })
  assert.equal(reading?.name, 'NVIDIA --id=2')
  assert.equal(reading?.temperatureC, 60)
})

test('without a card, without a driver, or with one that hangs, there is nothing to tell', async (t) => {
  const hanging = script(t, 'exec sleep 30')
  for (const options of [{ command: '/nowhere' }, { command: script(t, 'exit 9') }, { command: hanging, withinMs: 50 }])
    assert.equal(await readGpu({ device: 0, sysfs: '/nowhere', ...options }), undefined)
})

test('a card of AMD is found among the others', async (t) => {
  const sysfs = temporaryFolder(t, {
    'card0/device/vendor': '0x8086\n',
    'card1/device/vendor': '0x1002\n',
    'card1/device/gpu_busy_percent': '7\n',
    'card1/device/hwmon/hwmon4/temp1_input': '55000\n',
    'card1-DP-1/status': 'connected\n',
  })
  const reading = await readGpu({ device: 0, command: '/nowhere', sysfs })
  assert.deepEqual(reading, { name: 'AMD card1', use: 0.07, temperatureC: 55 })
})

test('a machine without a card that tells is asked only once', async () => {
  let asked = 0
  const clock = manualClock()
  const read = async () => void asked++ as undefined
  new GpuWatch({ clock, signal: new AbortController().signal, read })
  await Promise.resolve()
  await clock.advance(60_000)
  assert.equal(asked, 1)
})

function script(t: TestContext, line: string): string {
  const path = join(temporaryFolder(t), 'nvidia-smi')
  writeFileSync(path, `#!/bin/sh\n${line}\n`)
  chmodSync(path, 0o755)
  return path
}
