import assert from 'node:assert/strict'
import { chmodSync, chownSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { asRoot } from '#test/asRoot.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { runChild } from '../../scripts/setup/child.mjs'
import { buildPage, needsBuild } from '../../scripts/setup/page.mjs'

const sources = { 'web/index.html': '<p>', 'web/src/main.ts': 'start()' }
// stands where vite would be, and leaves a page behind
const vite = { 'node_modules/vite/bin/vite.js': 'require("fs").mkdirSync("web/dist", { recursive: true })' }

const NOBODY = 65534
const options = { skip: asRoot() }

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

test('what root builds in somebody’s folder is theirs, so that they can build it again', options, async (t) => {
  const root = temporaryFolder(t, { ...sources, ...vite })
  for (const path of ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(root, path), NOBODY, NOBODY)
  }
  await buildPage(root, 'node')
  for (const path of ['web/dist', 'web/dist/.sources']) assert.equal(statSync(join(root, path)).uid, NOBODY)
})

test('a user who cannot build the page, as a service is, is told who can', options, async (t) => {
  const root = temporaryFolder(t, { ...sources, ...vite })
  chmodSync(root, 0o755)
  const page = new URL('../../scripts/setup/page.mjs', import.meta.url).href
  const script = `import { buildPage } from '${page}'; await buildPage('${root}', 'node').catch((e) => console.log(e.remedy))`
  const { output } = await runChild('node', ['--input-type=module', '-e', script], {
    ...{ quiet: true, cwd: '/', as: { uid: NOBODY, gid: NOBODY, home: '/' } },
  })
  assert.equal(output.trim(), `Run it once as the owner of the folder: cd ${root} && npx i2i service status`)
})
