import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { polkitPklaText, polkitRulesText } from '#cluster/service/operators.ts'

const UNITS = 'org.freedesktop.systemd1.manage-units'
const POWER_OFF = 'org.freedesktop.login1.power-off'

test('operators may start and stop our services and switch the machine off, and nothing else', () => {
  assert.equal(ruled('i2i', UNITS, { unit: 'i2i-server.service', verb: 'restart' }), 'yes')
  assert.equal(ruled('i2i', UNITS, { unit: 'i2i-worker@1.service', verb: 'stop' }), 'yes')
  assert.equal(ruled('i2i', POWER_OFF), 'yes')
  assert.equal(ruled('i2i', UNITS, { unit: 'ssh.service', verb: 'stop' }), 'undecided')
  assert.equal(ruled('i2i', UNITS, { unit: 'i2i-server.service.evil.service', verb: 'start' }), 'undecided')
  assert.equal(ruled('i2i', UNITS, { unit: 'i2i-server.service', verb: 'set-property' }), 'undecided')
  assert.equal(ruled('i2i', UNITS), 'undecided')
  assert.equal(ruled('i2i', 'org.freedesktop.policykit.exec'), 'undecided')
})

test('others may not', () => {
  assert.equal(ruled('users', UNITS, { unit: 'i2i-server.service', verb: 'restart' }), 'undecided')
  assert.equal(ruled('users', POWER_OFF), 'undecided')
})

test('the rule for an older polkit names the same actions and the same group', () => {
  const text = polkitPklaText()
  assert.match(text, /^Identity=unix-group:i2i$/m)
  assert.match(text, new RegExp(`^Action=${UNITS};.*${POWER_OFF}`, 'm'))
})

type Rule = (action: unknown, subject: unknown) => string

/** What the rule says, run as polkit runs it: a script that is given an object `polkit`. */
function ruled(group: string, id: string, details: Readonly<Record<string, string>> = {}): string {
  const rules: Rule[] = []
  const Result = { YES: 'yes', NOT_HANDLED: 'undecided' }
  runInNewContext(polkitRulesText(), { polkit: { Result, addRule: (rule: Rule) => rules.push(rule) } })
  const action = { id, lookup: (name: string) => details[name] }
  return rules.map((rule) => rule(action, { isInGroup: (name: string) => name === group })).join()
}
