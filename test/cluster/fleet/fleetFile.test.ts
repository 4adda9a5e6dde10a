import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readFleetFile } from '#cluster/fleet/fleetFile.ts'
import { machineName } from '#cluster/fleet/fleetMachine.ts'

const example = readFileSync(new URL('../../../fleet.example.toml', import.meta.url), 'utf8')

test('the example is read, each machine with what counts for all', () => {
  const { machines, server } = readFleetFile(example, 'fleet.toml')
  assert.deepEqual(machines.map(machineName), ['gpu-1:22', '192.168.0.22:22', 'gpu-3:2222'])
  assert.deepEqual(
    machines.map(({ user }) => user),
    ['show', 'show', 'admin'],
  )
  assert.deepEqual(
    machines.map(({ gpus }) => gpus),
    [undefined, [0, 1], undefined],
  )
  assert.equal(server, undefined)
})

test('a mistake is told with its place', () => {
  assert.throws(
    () => readFleetFile('[[machine]]\nhost = "a"\nhots = 1\n', 'fleet.toml'),
    /fleet.toml: machine.0: .*hots/,
  )
  assert.throws(() => readFleetFile('[[machine]\n', 'fleet.toml'), { code: 'BAD_OPTION' })
  assert.throws(() => readFleetFile('[[machine]]\nhost = "-oX"\n', 'fleet.toml'), /machine 1: "-oX" cannot be a host/)
})
