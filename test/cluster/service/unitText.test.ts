import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealed, sealState } from '#cluster/service/sealed.ts'
import { unitText, unitWord } from '#cluster/service/unitText.ts'

test('a unit is written section by section, a list as one line each', () => {
  const text = unitText({ Unit: { After: 'a b', Before: undefined }, Service: { Nice: -5, DeviceAllow: ['x', 'y'] } })
  assert.equal(text, '[Unit]\nAfter=a b\n\n[Service]\nNice=-5\nDeviceAllow=x\nDeviceAllow=y\n')
})

test('words with signs that mean something to systemd arrive as they were typed', () => {
  assert.equal(unitWord('--mode=camera'), '--mode=camera')
  assert.equal(unitWord('--prompt=a red house'), '"--prompt=a red house"')
  assert.equal(unitWord('100%'), '100%%')
  assert.equal(unitWord('$HOME'), '"$$HOME"')
  assert.equal(unitWord('say "hi" \\o/'), '"say \\"hi\\" \\\\o/"')
  assert.equal(unitWord('two\nlines'), '"two\\nlines"')
  assert.equal(unitWord(''), '""')
  assert.equal(unitWord("it's; fine"), `"it's; fine"`)
})

test('a file is known again, and a change in it is noticed', () => {
  const text = sealed('[Unit]\nDescription=x\n')
  assert.equal(sealState(text), 'ours')
  assert.equal(sealState(sealed('var a', '//')), 'ours')
  assert.equal(sealState(text.replace('=x', '=y')), 'edited')
  assert.equal(sealState('[Unit]\nDescription=x\n'), 'foreign')
})
