import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { History } from '#chat/history.ts'
import { historyPath } from '#chat/historyPath.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('lines are there in the next run, newest first', async (t) => {
  const { path, history } = aHistory(t)
  assert.deepEqual(await history.load(), [])
  await history.add('/seed 1')
  await history.add('ein schönes Meer')
  await history.add('  ')
  assert.deepEqual(await new History(path, assert.fail).load(), ['ein schönes Meer', '/seed 1'])
})

test('nobody else may read what was typed', { skip: process.platform === 'win32' }, async (t) => {
  const { path, history } = aHistory(t)
  await history.load()
  await history.add('a secret')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700)
})

test('a file that others can read becomes private', { skip: process.platform === 'win32' }, async (t) => {
  const path = join(temporaryFolder(t, { lines: 'a\n' }), 'lines')
  await new History(path, assert.fail).load()
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('the last thousand lines are kept', async (t) => {
  const path = join(temporaryFolder(t), 'lines')
  writeFileSync(path, Array.from({ length: 1500 }, (_, i) => `line ${i}\n`).join(''))
  const lines = await new History(path, assert.fail).load()
  assert.deepEqual([lines.length, lines[0], lines.at(-1)], [1000, 'line 1499', 'line 500'])
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 1001)
})

test('a file from elsewhere cannot move the cursor', async (t) => {
  const path = join(temporaryFolder(t, { lines: 'a\u001b[2J\u0007b\n' }), 'lines')
  assert.deepEqual(await new History(path, assert.fail).load(), ['a [2J b'])
})

test('where nothing can be written, that is said once and lines are taken all the same', async (t) => {
  const said: string[] = []
  const history = new History(join(temporaryFolder(t, { file: '' }), 'file', 'lines'), (sentence) =>
    said.push(sentence),
  )
  assert.deepEqual(await history.load(), [])
  await history.add('one')
  await history.add('two')
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /^Lines are not kept for the next time: /)
})

test('the file lies where the system keeps such things', () => {
  assert.equal(historyPath({ XDG_STATE_HOME: '/state' }, 'linux'), '/state/i2i/chat_history')
  assert.match(historyPath({ XDG_STATE_HOME: 'relative' }, 'linux'), /\/\.local\/state\/i2i\/chat_history$/)
  assert.match(historyPath({}, 'darwin'), /\/\.local\/state\/i2i\/chat_history$/)
  assert.match(historyPath({ LOCALAPPDATA: 'C:\\Local' }, 'win32'), /^C:\\Local.i2i.chat_history$/)
})

function aHistory(t: TestContext) {
  const path = join(temporaryFolder(t), 'state', 'lines')
  return { path, history: new History(path, (sentence) => assert.fail(sentence)) }
}
