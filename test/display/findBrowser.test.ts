import assert from 'node:assert/strict'
import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { findBrowser } from '#display/findBrowser.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('Chromium is preferred to other browsers, and Firefox is better than none', (t) => {
  const { folder, found } = aMachine(t, { firefox: '#!/bin/sh', chromium: '#!/bin/sh' })
  assert.deepEqual(found(), { name: 'Chromium', kind: 'chromium', path: join(folder, 'chromium') })
  assert.equal(aMachine(t, { firefox: '#!/bin/sh' }).found()?.kind, 'firefox')
})

test('a machine without a browser has none', (t) => {
  assert.equal(aMachine(t, {}).found(), undefined)
})

test('the script that would install a snap is no browser', (t) => {
  const { found } = aMachine(t, {
    'chromium-browser': '#!/bin/sh\n[ -x /snap/bin/not-there ] && exec /snap/bin/not-there "$@"',
  })
  assert.equal(found(), undefined)
})

test('a browser from a snap is told by the program that starts it', (t) => {
  const { folder, found } = aMachine(t, { snap: '#!/bin/sh' })
  symlinkSync(join(folder, 'snap'), join(folder, 'chromium'))
  assert.equal(found()?.snap, 'chromium')
})

test('on Windows browsers are where programs are', (t) => {
  const folder = temporaryFolder(t, { 'Microsoft/Edge/Application/msedge.exe': '' })
  const path = join(folder, 'Microsoft/Edge/Application/msedge.exe')
  chmodSync(path, 0o755)
  assert.equal(findBrowser({ 'ProgramFiles(x86)': folder }, 'win32')?.path, path)
})

function aMachine(t: TestContext, programs: Readonly<Record<string, string>>) {
  const folder = temporaryFolder(t, programs)
  for (const name of Object.keys(programs)) chmodSync(join(folder, name), 0o755)
  return { folder, found: () => findBrowser({ PATH: folder }, 'linux') }
}
