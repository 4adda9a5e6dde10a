import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { defaultWorkerId, serverConfigFields, workerConfigFields } from '#settings/config.ts'

test('a worker without a name is called after its host, with a short id that differs', () => {
  const numbers = [0, 0.999999, 0.5]
  const names = numbers.map((number) => defaultWorkerId(() => number))
  assert.equal(new Set(names).size, 3)
  for (const name of names) assert.match(name, new RegExp(`^${hostname()}-[0-9a-z]{4}$`))
})

test('a name that is too long for a worker is refused before it is sent to a server', () => {
  assert.throws(() => workerConfigFields.workerId.parse('workerId', 'x'.repeat(201)), /workerId cannot be/)
})

test('every default lies within its own limits', () => {
  for (const [name, field] of Object.entries({ ...serverConfigFields, ...workerConfigFields })) {
    assert.equal(field.parse(name, field.default), field.default, name)
  }
})
