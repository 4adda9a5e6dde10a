import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { AddressRates, networkOf } from '#control/addressRates.ts'
import { manualClock } from '#test/manualClock.ts'
import { openShow } from './show.ts'

test('an address may do so much at once, then so much a second, and others are not touched', async () => {
  const clock = manualClock()
  const rates = new AddressRates({ perSecond: 2, most: 3 }, clock)
  assert.equal(takenFrom(rates, '10.0.0.1', 10), 3)
  assert.throws(() => rates.take('10.0.0.1'), { code: 'RATE_LIMITED', retryAfterSeconds: 1 })
  assert.equal(takenFrom(rates, '10.0.0.2', 10), 3)
  await clock.advance(5000)
  assert.equal(takenFrom(rates, '10.0.0.1', 10), 3)
})

test('asking whether something is left takes nothing', () => {
  const rates = new AddressRates({ perSecond: 1, most: 1 }, manualClock())
  for (let i = 0; i < 5; i++) rates.assertSome('10.0.0.1')
  rates.take('10.0.0.1')
  assert.ok(rates.isSpent('10.0.0.1'))
  assert.throws(() => rates.assertSome('10.0.0.1'), { code: 'RATE_LIMITED' })
})

test('of many addresses those are forgotten that were quiet the longest', () => {
  const rates = new AddressRates({ perSecond: 1, most: 1 }, manualClock())
  rates.take('busy')
  rates.take('quiet')
  for (let i = 0; i < 999; i++) {
    rates.take(`address ${i}`)
    assert.ok(rates.isSpent('busy'))
  }
  assert.ok(!rates.isSpent('quiet'))
})

test('all IPv6 addresses of one network count as one', () => {
  assert.equal(networkOf('192.168.0.7'), '192.168.0.7')
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
  assert.equal(networkOf('2001:db8:1:2::9'), '2001:db8:1:2')
  assert.equal(networkOf('2001:db8::9'), '2001:db8:0:0')
  assert.equal(networkOf('::1'), '0:0:0:0')
  assert.equal(networkOf('::ffff:192.168.0.7'), '192.168.0.7')
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0')
})

test('a server that listens for IPv6 as well knows IPv4 addresses by their usual names', {
  skip: withoutIpv6(),
}, async () => {
  await using show = await openShow({ host: '::' })
  await fetch(`${show.url}/prompt/snow`)
  assert.equal(show.desk.promptHistory[0]?.by, 'http 127.0.0.1')
})

test('a fader over HTTP is not held up, and who sends more than that hears when to go on', async () => {
  const clock = manualClock()
  await using show = await openShow({ clock })
  const ask = (path: string) => fetch(show.url + path)
  const statuses: number[] = []
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 200; i++) statuses.push((await ask(`/strength/${i / 200}`)).status)
    await clock.advance(1000)
  }
  assert.deepEqual(new Set(statuses), new Set([200]))
  const burst: number[] = []
  for (let i = 0; i < 610; i++) burst.push((await ask('/strength/0.5')).status)
  assert.deepEqual([burst.indexOf(429), burst.lastIndexOf(200)], [600, 599])
  const refused = await ask('/strength/0.5')
  assert.equal(refused.headers.get('retry-after'), '1')
  assert.match(await refused.text(), /"RATE_LIMITED"/)
  assert.equal((await ask('/api/status')).status, 200, 'looking is not limited with it')
  await clock.advance(1000)
  assert.equal((await ask('/strength/0.5')).status, 200)
})

test('looking has a limit too, for pages that do not exist as well', async () => {
  await using show = await openShow({ clock: manualClock() })
  const counts = new Map<number, number>()
  for (let i = 0; i < 21; i++) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${show.url}/nowhere`)))
    for (const answer of answers) {
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
      await answer.arrayBuffer()
    }
  }
  assert.deepEqual(Object.fromEntries(counts), { 404: 2000, 429: 100 })
})

function takenFrom(rates: AddressRates, address: string, times: number): number {
  let taken = 0
  for (let i = 0; i < times; i++) {
    if (rates.isSpent(address)) continue
    rates.take(address)
    taken++
  }
  return taken
}

function withoutIpv6(): false | string {
  const addresses = Object.values(networkInterfaces()).flat()
  return addresses.some((address) => address?.family === 'IPv6') ? false : 'needs IPv6, which is turned off here'
}
