import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Keys, type KeysOptions } from '#display/keys.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { manualClock } from '#test/manualClock.ts'

test('f and m belong to the window, p and space to the show', async () => {
  const { keys, did } = keyboard()
  for (const key of 'fmp ') await keys.press(key)
  assert.deepEqual(did, ['fullscreen', 'mirror', 'passthrough', 'say: the untouched input', 'freeze', 'say: frozen'])
})

test('d shows the details for everybody, or in this window alone when no server listens', async () => {
  const here = keyboard()
  await here.keys.press('d')
  assert.deepEqual([here.did, here.overlay.isDetailed], [['debug'], false])
  const alone = keyboard({ settings: undefined })
  await alone.keys.press('d')
  assert.deepEqual([alone.did, alone.overlay.isDetailed], [[], true])
})

test('q ends the show only when it is pressed again within two seconds', async () => {
  const { keys, did, clock } = keyboard()
  await keys.press('q')
  await clock.advance(2001)
  await keys.press('q')
  assert.deepEqual(did, ['say: q again ends the show', 'say: q again ends the show'])
  await clock.advance(1000)
  await keys.press('q')
  assert.deepEqual(did.slice(2), ['say: the show ends', 'stop'])
})

test('without a server q closes the window', async () => {
  const stop = () => Promise.reject(new OperatorError('SERVER_UNREACHABLE', 'No server answers.', 'Start one.'))
  const { keys, did } = keyboard({ settings: undefined, stop })
  await keys.press('q')
  await keys.press('q')
  assert.deepEqual(did, ['say: q again closes the window', 'say: the show ends', 'end'])
})

test('q twice ends the show even before the window has heard of its settings', async () => {
  const { keys, did } = keyboard({ settings: undefined })
  await keys.press('q')
  await keys.press('q')
  assert.deepEqual(did, ['say: q again closes the window', 'say: the show ends', 'stop'])
})

test('a show that may not be ended from here goes on, and so does the window', async () => {
  const stop = () => Promise.reject(new OperatorError('TOKEN_REQUIRED', 'Only with a token.', 'Give --token.'))
  const { keys, did } = keyboard({ stop })
  await keys.press('q')
  await keys.press('q')
  assert.deepEqual(did.slice(1), ['say: the show ends', 'say: Only with a token. Give --token.'])
})

test('what the server refuses is said on the window, with what to do', async () => {
  const refuse = () => Promise.reject(new OperatorError('TOKEN_REQUIRED', 'Changes need a token.', 'Give --token.'))
  const { keys, did } = keyboard({ toggle: refuse })
  await keys.press('p')
  assert.deepEqual(did, ['say: Changes need a token. Give --token.'])
})

test('other keys do nothing', async () => {
  const { keys, did } = keyboard()
  for (const key of 'axz1\r\t') await keys.press(key)
  assert.deepEqual(did, [])
})

/** The keys of a window that only notes what they do. */
function keyboard(show: Partial<KeysOptions['show']> = {}) {
  const did: string[] = []
  const clock = manualClock()
  const note = (what: string) => () => void did.push(what)
  const overlay = { isDetailed: false, say: (text: string) => void did.push(`say: ${text}`) }
  const keys = new Keys({
    stage: { toggleFullscreen: note('fullscreen'), toggleMirror: note('mirror') },
    show: {
      settings: { debug: false, passthrough: false, freeze: false },
      toggle: async (name) => void did.push(name),
      stop: async () => void did.push('stop'),
      ...show,
    },
    ...{ overlay, clock, end: note('end') },
  })
  return { keys, did, clock, overlay }
}
