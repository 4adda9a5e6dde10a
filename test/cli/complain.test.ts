import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complain } from '#cli/complain.ts'
import { OperatorError } from '#errors/operatorError.ts'

test('what the operator can mend is one line with the remedy, and exit code 2', () => {
  const { code, said } = complaintAbout(new OperatorError('PORT_IN_USE', 'Port 5555 is taken.', 'Choose another.'))
  assert.equal(code, 2)
  assert.equal(said, 'Port 5555 is taken. Choose another.\n')
})

test('what a command has found wrong is exit code 1, so that scripts can tell it from a mistyped line', () => {
  const { code, said } = complaintAbout(
    new OperatorError('RENDER_INCOMPLETE', '2 pictures failed:\n  a.png\n  b.png', 'Mend them.'),
  )
  assert.equal(code, 1)
  assert.equal(said, '2 pictures failed:\n  a.png\n  b.png\nMend them.\n')
})

test('a fault of ours shows where it happened, how to report it, and exit code 1', () => {
  const { code, said } = complaintAbout(new TypeError('x is not a function'))
  assert.equal(code, 1)
  assert.match(said, /TypeError: x is not a function\n\s+at .*complain\.test\.ts/)
  assert.match(said, /Please report it/)
})

function complaintAbout(error: unknown) {
  let said = ''
  const code = complain(error, (text) => {
    said += text
  })
  return { code, said }
}
