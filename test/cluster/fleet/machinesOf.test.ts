import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machineName } from '#cluster/fleet/fleetMachine.ts'
import { machinesOf } from '#cluster/fleet/machinesOf.ts'

test('machines are named as user@host:port, with commas between them', () => {
  const machines = machinesOf('gpu-1, show@gpu-2:2222,[fe80::1%eth0]:22, ::1,')
  assert.deepEqual(machines.map(machineName), ['gpu-1', 'gpu-2:2222', '[fe80::1%eth0]:22', '::1'])
  assert.deepEqual(
    machines.map(({ user }) => user),
    [undefined, 'show', undefined, undefined],
  )
})

for (const name of [
  '-oProxyCommand=x',
  'a b',
  '$(x)',
  "a'b",
  'a"b',
  'a\nb',
  '-l@gpu',
  'a;b@gpu',
  'gpu:70000',
  '@gpu',
  'gpu@',
])
  test(`${JSON.stringify(name)} is refused before ssh sees it`, () => {
    assert.throws(() => machinesOf(name), { code: 'BAD_OPTION' })
  })

test('a machine that is named twice is refused: it would be restarted twice', () => {
  assert.throws(() => machinesOf('gpu-1,show@gpu-1'), /gpu-1 is named twice/)
})
