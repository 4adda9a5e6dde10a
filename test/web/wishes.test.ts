import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSettings } from '#settings/schema.ts'
import { Wishes } from '../../web/src/wishes.ts'

const settings = { ...defaultSettings, strength: 0.2 }

test('what was asked for shows until the server has told of it', () => {
  const { wishes } = desk()
  wishes.wish('strength', 0.8)
  assert.equal(wishes.over(settings).strength, 0.8)
  wishes.settle('strength')
  assert.equal(wishes.over(settings).strength, 0.8)
  wishes.heard({ strength: 0.8 })
  assert.equal(wishes.over(settings).strength, 0.2)
})

test('a slider that is held is not pulled away by what others do', () => {
  const { wishes, later } = desk()
  wishes.hold('strength')
  wishes.wish('strength', 0.8)
  wishes.settle('strength')
  wishes.heard({ strength: 0.5 })
  later()
  assert.equal(wishes.over(settings).strength, 0.8)
  wishes.letGo('strength')
  later()
  assert.equal(wishes.over(settings).strength, 0.2)
})

test('a slider that is held and not moved yet follows the others', () => {
  const { wishes } = desk()
  wishes.hold('strength')
  assert.equal(wishes.over(settings).strength, 0.2)
})

test('an older answer does not take back what was asked for since', () => {
  const { wishes, later } = desk()
  wishes.wish('strength', 0.7)
  wishes.wish('strength', 0.8)
  wishes.settle('strength', { isRefused: true })
  wishes.heard({ strength: 0.7 })
  later()
  assert.equal(wishes.over(settings).strength, 0.8)
})

test('what was refused goes back at once', () => {
  const { wishes } = desk()
  wishes.wish('strength', 7)
  wishes.settle('strength', { isRefused: true })
  assert.equal(wishes.over(settings).strength, 0.2)
})

test('without an event, what was asked for is given up soon after the answer', () => {
  const { wishes, later, changes } = desk()
  wishes.wish('strength', 0.2)
  wishes.settle('strength')
  const before = changes()
  later()
  assert.equal(wishes.over(settings).strength, 0.2)
  assert.equal(changes(), before + 1)
})

function desk() {
  const waiting: (() => void)[] = []
  let changes = 0
  const wishes = new Wishes({ later: (then) => waiting.push(then), onChange: () => changes++ })
  const later = () => {
    for (const then of waiting.splice(0)) then()
  }
  return { wishes, later, changes: () => changes }
}
