import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readText, replaceText, stampOf } from '#desk/fileText.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('a text takes the place of the one that was read', async (t) => {
  const folder = temporaryFolder(t, { a: 'before' })
  const path = join(folder, 'a')
  const before = await readText(path, 100)

  const stamp = await replaceText(path, 'after', before?.stamp ?? '')

  assert.equal(stamp, await stampOf(path))
  assert.equal(readFileSync(path, 'utf8'), 'after')
  assert.deepEqual(readdirSync(folder), ['a'])
})

test('what somebody else has written meanwhile stays', async (t) => {
  const folder = temporaryFolder(t, { a: 'before' })
  const path = join(folder, 'a')
  const before = await readText(path, 100)
  writeFileSync(path, 'by an editor')

  assert.equal(await replaceText(path, 'after', before?.stamp ?? ''), undefined)

  assert.equal(readFileSync(path, 'utf8'), 'by an editor')
  assert.deepEqual(readdirSync(folder), ['a'])
})

test('a file that somebody else has made meanwhile stays', async (t) => {
  const folder = temporaryFolder(t, { a: 'by an editor' })

  assert.equal(await replaceText(join(folder, 'a'), 'after', 'gone'), undefined)

  assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'by an editor')
})

test('a file that is larger than allowed is not read', async (t) => {
  const path = join(temporaryFolder(t, { a: 'x'.repeat(101) }), 'a')

  await assert.rejects(readText(path, 100), /larger than 100 bytes/)
})

test('a file that is missing has no text', async (t) => {
  const path = join(temporaryFolder(t), 'a')

  assert.equal(await stampOf(path), 'gone')
  assert.equal(await readText(path, 100), undefined)
})
