import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Glide, type NumberName, type Numbers } from '#motion/glide.ts'
import { type Settings, settingsFields } from '#settings/schema.ts'
import { SettingsStore, type Transition } from '#settings/store.ts'
import { manualClock } from '#test/manualClock.ts'

const linear = (seconds: number): Transition => ({ seconds, curve: 'linear' })

test('a number glides from where it stands to its end, thirty times a second, and ends exactly there', async (t) => {
  const { glide, clock, settings, written } = room(t, { strength: 0.2 })

  glide.start({ strength: 0.8 }, linear(1))
  await clock.advance(500)
  const halfway = settings.current.strength
  await clock.advance(500)

  assert.ok(Math.abs(halfway - 0.5) < 0.03, `${halfway}`)
  assert.equal(settings.current.strength, 0.8)
  assert.ok(written.length >= 30 && written.length <= 32, `${written.length} steps`)
  assert.deepEqual(
    written.map(({ strength }) => strength),
    written.map(({ strength }) => strength).toSorted(),
  )
})

test('nothing is written any more when every number has arrived', async (t) => {
  const { glide, clock, written } = room(t)
  glide.start({ strength: 1 }, linear(1))
  await clock.advance(1000)

  const steps = written.length
  await clock.advance(5000)

  assert.equal(written.length, steps)
  assert.deepEqual(glide.moving, [])
})

test('without a duration a number is there at once', (t) => {
  const { glide, settings } = room(t, { strength: 0.2 })

  glide.start({ strength: 0.8 }, linear(0))

  assert.equal(settings.current.strength, 0.8)
})

test('the curve says how a number moves', async (t) => {
  const { glide, clock, settings } = room(t, { strength: 0 })

  glide.start({ strength: 1 }, { seconds: 1, curve: 'ease-in' })
  await clock.advance(495)

  assert.ok(settings.current.strength < 0.3)
})

test('a whole number stays whole on its way', async (t) => {
  const { glide, clock, written } = room(t, { jpegQuality: 50 })

  glide.start({ jpegQuality: 60 }, linear(1))
  await clock.advance(1000)

  const values = written.map(({ jpegQuality }) => jpegQuality)
  assert.ok(values.every(Number.isInteger))
  assert.deepEqual([...new Set(values)], [50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60])
})

test('a number that somebody takes in hand is let go, and the others glide on', async (t) => {
  const { glide, clock, settings } = room(t, { strength: 0, opacity: 0 })
  glide.start({ strength: 1, opacity: 1 }, linear(1))
  await clock.advance(500)

  settings.set('strength', 0.1, { by: 'osc' })
  await clock.advance(1000)

  assert.equal(settings.current.strength, 0.1)
  assert.equal(settings.current.opacity, 1)
})

test('a number that somebody holds where it is right now is let go too', async (t) => {
  const { glide, clock, settings } = room(t, { strength: 0 })
  glide.start({ strength: 1 }, linear(1))
  await clock.advance(500)

  const held = settings.current.strength
  settings.set('strength', held, { by: 'osc' })
  await clock.advance(1000)

  assert.equal(settings.current.strength, held)
})

test('a number that is to glide elsewhere starts from where it stands, and others keep their way', async (t) => {
  const { glide, clock, settings, written } = room(t, { strength: 0, opacity: 0 })
  glide.start({ strength: 1, opacity: 1 }, linear(1))
  await clock.advance(500)

  const before = written.length
  glide.start({ strength: 0 }, linear(2))
  await clock.advance(33)
  const jump = Math.abs((written[before]?.strength ?? 9) - 0.5)
  await clock.advance(467)
  const opacityOnTime = settings.current.opacity
  await clock.advance(1500)

  assert.ok(jump < 0.03, `jumped by ${jump}`)
  assert.equal(opacityOnTime, 1)
  assert.equal(settings.current.strength, 0)
})

test('a batch size that was automatic jumps, for there is no way from a word to a number', async (t) => {
  const { glide, clock, settings } = room(t, { batchSize: 'auto' })

  glide.start({ batchSize: 8 }, linear(1))
  await clock.advance(40)

  assert.equal(settings.current.batchSize, 8)
})

test('an abort leaves every number where it is', async (t) => {
  const { glide, clock, settings, abort } = room(t, { strength: 0 })
  glide.start({ strength: 1 }, linear(1))
  await clock.advance(500)

  abort()
  const left = settings.current.strength
  await clock.advance(1000)

  assert.equal(settings.current.strength, left)
  assert.deepEqual(glide.moving, [])
})

test('may be closed twice, in the middle of the way', async (t) => {
  const { glide } = room(t)
  glide.start({ strength: 1 }, linear(1))

  await glide[Symbol.asyncDispose]()
  await glide[Symbol.asyncDispose]()

  assert.deepEqual(glide.moving, [])
})

function room(t: TestContext, initial: Partial<Settings> = {}) {
  const clock = manualClock()
  const settings = new SettingsStore(initial)
  const written: Numbers[] = []
  const ending = new AbortController()
  const glide = new Glide({
    settings,
    clock,
    signal: ending.signal,
    isWhole: (name: NumberName) => settingsFields[name].kind === 'integer',
    write(numbers) {
      written.push(numbers)
      settings.setAll(numbers, { by: 'cue' })
    },
  })
  t.after(() => glide[Symbol.asyncDispose]())
  return { clock, settings, written, glide, abort: () => ending.abort() }
}
