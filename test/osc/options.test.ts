import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OperatorError } from '#errors/operatorError.ts'
import { allowedSenders } from '#osc/allowedSenders.ts'
import { feedbackTargets } from '#osc/feedbackTargets.ts'

const OWN = { host: '0.0.0.0', port: 8000 }

test('--osc_allow takes addresses and networks of both kinds', () => {
  const { hears } = allowedSenders({ allow: ' 10.0.0.3, 192.168.1.0/24,fe80::/10 , localhost', hasToken: true })
  for (const address of ['10.0.0.3', '192.168.1.77', '::ffff:10.0.0.3', 'fe80::1%eth0', '127.0.0.1', '::1'])
    assert.equal(hears(address), true, address)
  for (const address of ['10.0.0.4', '192.168.2.1', '::ffff:10.0.0.4', '2001::1', 'nonsense', ''])
    assert.equal(hears(address), false, address)
})

test('without --osc_allow everybody is heard, with a token only this machine', () => {
  assert.equal(allowedSenders({ allow: '', hasToken: false }).hears('10.0.0.4'), true)
  const { hears } = allowedSenders({ allow: ' ', hasToken: true })
  assert.equal(hears('10.0.0.4'), false)
  assert.equal(hears('127.0.0.1'), true)
})

test('--osc_allow 0.0.0.0/0 lets everybody in, token or not', () => {
  assert.equal(allowedSenders({ allow: '0.0.0.0/0', hasToken: true }).hears('10.0.0.4'), true)
})

test('nonsense in --osc_allow is refused at start', () => {
  for (const allow of [
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'stage',
    '10.0.0.300',
    'fe80::/129',
    '1.2.3.4/-1',
  ])
    assert.throws(() => allowedSenders({ allow, hasToken: false }), isBadOption, allow)
})

test('--osc_feedback takes hosts with ports', () => {
  assert.deepEqual(feedbackTargets('desk:9000, 10.0.0.3:8000,[fe80::1]:9', OWN), [
    { host: 'desk', port: 9000 },
    { host: '10.0.0.3', port: 8000 },
    { host: 'fe80::1', port: 9 },
  ])
  assert.deepEqual(feedbackTargets('', OWN), [])
})

test('feedback to the port on which OSC is heard would go round in circles', () => {
  for (const given of ['127.0.0.1:8000', 'localhost:8000', '[::1]:8000', '0.0.0.0:8000'])
    assert.throws(() => feedbackTargets(given, OWN), isBadOption, given)
})

test('nonsense in --osc_feedback is refused at start', () => {
  for (const given of [
    '9000',
    'desk',
    'desk:',
    ':9000',
    'desk:0',
    'desk:70000',
    'desk:9000:1',
    'http://desk:9000',
    'a b:9',
  ])
    assert.throws(() => feedbackTargets(given, OWN), isBadOption, given)
})

function isBadOption(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'BAD_OPTION'
}
