import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { buildPage, needsBuild } from '../../scripts/setup/page.mjs'

const sources = { 'web/index.html': '<p>', 'web/src/main.ts': 'start()' }
// stands where vite would be, and leaves a page behind
const vite = { 'node_modules/vite/bin/vite.js': 'require("fs").mkdirSync("web/dist", { recursive: true })' }

test('a clone without the page has nothing to build', (t) => {
  assert.equal(needsBuild(temporaryFolder(t)), false)
})

test('the page is built once, and again after each change of its sources', async (t) => {
  const root = temporaryFolder(t, { ...sources, ...vite })
  assert.equal(needsBuild(root), true)
  await buildPage(root, process.execPath)
  assert.equal(needsBuild(root), false)
  writeFileSync(join(root, 'web/src/main.ts'), 'start(2)')
  assert.equal(needsBuild(root), true)
})

test('a source that was renamed counts as changed', async (t) => {
  const root = temporaryFolder(t, { ...sources, ...vite })
  await buildPage(root, process.execPath)
  renameSync(join(root, 'web/src/main.ts'), join(root, 'web/src/other.ts'))
  assert.equal(needsBuild(root), true)
})

test('a build that fails says so with the output of the builder, and is tried again', async (t) => {
  const failing = { 'node_modules/vite/bin/vite.js': 'console.log("no such import"); process.exit(1)' }
  const root = temporaryFolder(t, { ...sources, ...failing })
  await assert.rejects(buildPage(root, process.execPath), { details: 'no such import\n' })
  assert.equal(needsBuild(root), true)
})
