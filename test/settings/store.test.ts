import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidValue } from '#settings/field.ts'
import { defaultSettings, parameterFields, parametersOf, settingsFields } from '#settings/schema.ts'
import { type SettingsChange, SettingsStore } from '#settings/store.ts'

const by = 'test'

test('a new store holds the defaults, and what it was started with', () => {
  assert.deepEqual(new SettingsStore().current, defaultSettings)
  assert.equal(new SettingsStore({ strength: 0.1 }).current.strength, 0.1)
})

test('every default lies within its own limits', () => {
  for (const [name, field] of Object.entries(settingsFields)) {
    assert.equal(field.parse(name, field.default), field.default, name)
  }
})

test('several settings are taken all or none', () => {
  const store = new SettingsStore()
  const before = store.current
  assert.throws(() => store.setAll({ strength: 0.2, seed: 'x', mirror: true }, { by }), InvalidValue)
  assert.equal(store.current, before)
  store.setAll({ strength: '0.2', mirror: 'on' }, { by })
  assert.deepEqual([store.current.strength, store.current.mirror], [0.2, true])
})

test('a setting that does not exist is refused with the names of those that do', () => {
  for (const name of ['strenght', '__proto__', 'constructor', 'toString', '']) {
    assert.throws(() => new SettingsStore().set(name, 1, { by }), /The setting name cannot be/)
  }
  assert.throws(
    () => new SettingsStore().set('strenght', 1, { by }),
    (error) => error instanceof InvalidValue && error.remedy.includes('strength'),
  )
})

test('whoever holds the settings keeps them as they were: a change makes new ones', () => {
  const store = new SettingsStore()
  const before = store.current
  store.set('seed', 7, { by })
  assert.equal(before.seed, 0)
  assert.equal(store.current.seed, 7)
  assert.ok(Object.isFrozen(before) && Object.isFrozen(store.current))
})

test('listeners hear what has changed and through which door, until they leave', () => {
  const store = new SettingsStore()
  const heard: SettingsChange[] = []
  const leave = store.onChange((change) => heard.push(change))
  store.setAll({ strength: '0.25', mirror: 'yes' }, { by: 'osc' })
  assert.deepEqual(heard, [{ changed: { strength: 0.25, mirror: true }, settings: store.current, by: 'osc' }])
  assert.throws(() => store.set('strength', 2, { by }))
  assert.equal(heard.length, 1, 'nothing has changed')
  leave()
  store.set('seed', 1, { by })
  assert.equal(heard.length, 1)
})

test('a knob that overshoots is brought to its limit, if its door asks for that', () => {
  const store = new SettingsStore()
  store.set('strength', 1.7, { by: 'osc', clamp: true })
  assert.equal(store.current.strength, 1)
})

test('a guard may refuse a value or change it, and a refusal changes nothing', () => {
  const store = new SettingsStore()
  store.guard('directory', (path) => {
    if (path.includes('..')) throw new InvalidValue('directory', path, 'a folder below data')
    return `data/${path}`
  })
  store.set('directory', 'tonight', { by })
  assert.equal(store.current.directory, 'data/tonight')
  assert.throws(() => store.setAll({ seed: 5, directory: '../etc' }, { by }), InvalidValue)
  assert.deepEqual([store.current.directory, store.current.seed], ['data/tonight', 0])
})

test('what travels with a job are its parameters, all of them and nothing else, frozen', () => {
  const parameters = parametersOf(new SettingsStore({ prompt: 'sea', fps: 12 }).current)
  assert.deepEqual(Object.keys(parameters), Object.keys(parameterFields))
  assert.equal(parameters.prompt, 'sea')
  assert.ok(Object.isFrozen(parameters))
})
