import assert from 'node:assert/strict'
import type { NetworkInterfaceInfo } from 'node:os'
import { test } from 'node:test'
import { networkAddresses } from '#app/networkAddresses.ts'
import { pageAddresses } from '#app/pageAddresses.ts'

test('a server that the whole network reaches tells where its page is for others', () => {
  assert.deepEqual(pageAddresses({ host: '0.0.0.0', settingsPort: 5556 }, ['192.168.0.7', '10.0.0.2']), [
    'http://192.168.0.7:5556',
    'http://10.0.0.2:5556',
  ])
  assert.equal(pageAddresses({ host: '::', settingsPort: 80 }, ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']).length, 3)
  assert.deepEqual(pageAddresses({ host: '127.0.0.1', settingsPort: 5556 }, ['192.168.0.7']), [])
})

test('addresses of loopback, of containers and of IPv6 are none that people type', () => {
  const info = (address: string, family = 'IPv4', internal = false) =>
    ({ address, family, internal }) as NetworkInterfaceInfo
  const addresses = networkAddresses({
    lo: [info('127.0.0.1', 'IPv4', true)],
    docker0: [info('172.17.0.1')],
    enp3s0: [info('fe80::1', 'IPv6'), info('192.168.0.7')],
    none: undefined,
  })
  assert.deepEqual(addresses, ['192.168.0.7'])
})
