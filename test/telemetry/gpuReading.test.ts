import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAmd, parseNvidia } from '#telemetry/gpuReading.ts'

test('each line of nvidia-smi is a card, in our units', () => {
  const csv = 'NVIDIA GeForce RTX 4090, 87, 71, 18123, 24564, 402.15\nNVIDIA T1000, 0, 40, 1, 4096, 9.10\n'
  const [first, second] = parseNvidia(csv)
  assert.deepEqual(first, {
    name: 'NVIDIA GeForce RTX 4090',
    use: 0.87,
    temperatureC: 71,
    memoryUsedBytes: 18123 * 2 ** 20,
    memoryTotalBytes: 24564 * 2 ** 20,
    powerW: 402.15,
  })
  assert.equal(second?.name, 'NVIDIA T1000')
})

test('what a card does not tell is left out, and what cannot be is not believed', () => {
  assert.deepEqual(parseNvidia('Orin, [N/A], 50, [Not Supported], 100, -1'), [
    { name: 'Orin', temperatureC: 50, memoryTotalBytes: 100 * 2 ** 20 },
  ])
  assert.equal(parseNvidia('Orin, 250, 50, 1, 1, 1')[0]?.use, 1)
})

test('sentences of a broken driver are no cards', () => {
  const said = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."
  assert.deepEqual(parseNvidia(said), [])
  assert.deepEqual(parseNvidia('No devices were found\n'), [])
})

test("a card of AMD is read from the kernel's files", () => {
  const files: Record<string, string> = {
    gpu_busy_percent: '42\n',
    'hwmon/temp1_input': '61000\n',
    mem_info_vram_used: '1000\n',
    mem_info_vram_total: '8000\n',
  }
  assert.deepEqual(
    parseAmd('AMD card0', (file) => files[file]),
    {
      name: 'AMD card0',
      use: 0.42,
      temperatureC: 61,
      memoryUsedBytes: 1000,
      memoryTotalBytes: 8000,
    },
  )
})
