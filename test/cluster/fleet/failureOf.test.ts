import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOf } from '#cluster/fleet/failureOf.ts'

const cases: readonly (readonly [string, number | null, string, RegExp])[] = [
  ['a machine that is switched off', 255, 'ssh: connect to host a port 22: No route to host', /^no route/],
  ['a machine without ssh', 255, 'ssh: connect to host a port 22: Connection refused', /^refused/],
  ['a machine that does not answer', 255, 'Connection timed out during banner exchange', /^time-out/],
  ['a time limit', null, '', /^time-out: not done within 5 s/],
  ['a key that is not let in', 255, 'a@b: Permission denied (publickey).', /^wrong key/],
  ['a missing unit', 5, 'Failed to start x: Unit x.service not found.', /^no such unit/],
  ['an operator without rights', 4, 'Interactive authentication required.', /^not allowed/],
  ['anything else', 3, 'first\nlast line\n', /^last line \(exit code 3\)$/],
]

for (const [what, code, stderr, expected] of cases)
  test(`${what} is told in words`, () => {
    assert.match(failureOf({ code, stderr, stdout: '', lost: 0 }, 5000) ?? '', expected)
  })

test('what went well is no failure, whatever it has said', () => {
  assert.equal(failureOf({ code: 0, stderr: 'Permission denied', stdout: '', lost: 0 }, 5000), undefined)
})
