import assert from 'node:assert/strict'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { installFailure, linkCommand, needsInstall } from '../../scripts/setup/packages.mjs'

const wanted = lock({ '': '1', 'node_modules/zeromq': '6.8.0', 'node_modules/zod': '4.6.7' })

test('a fresh clone needs the packages', (t) => {
  assert.equal(needsInstall(temporaryFolder(t, { 'package-lock.json': wanted })), true)
})

test('an install that was interrupted is done again', (t) => {
  const files = { 'package-lock.json': wanted, 'node_modules/zeromq/package.json': '{}' }
  assert.equal(needsInstall(temporaryFolder(t, files)), true)
})

test('what is installed already is left alone, whoever installed it', (t) => {
  const installed = lock({ 'node_modules/zeromq': '6.8.0', 'node_modules/zod': '4.6.7', 'node_modules/more': '1.0.0' })
  assert.equal(needsInstall(folderWith(t, installed)), false)
})

test('an update that wants another version, or one package more, installs again', (t) => {
  const other = lock({ 'node_modules/zeromq': '6.7.0', 'node_modules/zod': '4.6.7' })
  assert.equal(needsInstall(folderWith(t, other)), true)
  assert.equal(needsInstall(folderWith(t, lock({ 'node_modules/zeromq': '6.8.0' }))), true)
})

test('a package for other machines is not missed', (t) => {
  const installed = lock({ 'node_modules/zeromq': '6.8.0' })
  const files = {
    'package-lock.json': JSON.stringify({
      packages: {
        'node_modules/zeromq': { version: '6.8.0' },
        'node_modules/fsevents': { version: '2', optional: true },
      },
    }),
    'node_modules/.package-lock.json': installed,
  }
  assert.equal(needsInstall(temporaryFolder(t, files)), false)
})

test('npx finds the command among the packages, so that it works for everybody who may read the folder', (t) => {
  const root = temporaryFolder(t, { 'bin/i2i.mjs': '', 'node_modules/.bin/node': '' })
  linkCommand(root)
  linkCommand(root)
  assert.equal(realpathSync(join(root, 'node_modules/.bin/i2i')), realpathSync(join(root, 'bin/i2i.mjs')))
})

test('without a network the sentence says so and what to do', () => {
  const failure = installFailure('npm error code ENOTFOUND\nnpm error network request failed')
  assert.equal(failure.message, 'The packages could not be downloaded: the network does not answer (ENOTFOUND).')
  assert.match(failure.remedy, /HTTPS_PROXY/)
  assert.equal(failure.details, '')
})

test('a failure that we do not know is shown in the words of npm', () => {
  assert.equal(installFailure('npm error something new').details, 'npm error something new')
})

function folderWith(t: Parameters<typeof temporaryFolder>[0], installed: string): string {
  return temporaryFolder(t, { 'package-lock.json': wanted, 'node_modules/.package-lock.json': installed })
}

function lock(versions: Readonly<Record<string, string>>): string {
  const packages = Object.entries(versions).map(([path, version]) => [path, { version }])
  return JSON.stringify({ packages: Object.fromEntries(packages) })
}
