import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { runChild } from '../../scripts/setup/child.mjs'
import { testGroups } from '../../scripts/setup/testGroups.mjs'
import { testResults } from '../../scripts/setup/testResults.mjs'

const ONE = `import { test } from 'node:test'\ntest('fine', () => {})\n`
const REPORTER = new URL('../../scripts/setup/resultReporter.mjs', import.meta.url).href

test('tests in groups are told by their own files, and a file that breaks takes no other group with it', async (t) => {
  const broken = `${ONE}test('broken', () => { throw new Error('no') })\n`
  const folder = temporaryFolder(t, { 'a.mjs': ONE, 'b c.mjs': broken, 'c.mjs': ONE, 'd.mjs': 'process.exit(3)' })
  const files = ['a.mjs', 'b c.mjs', 'c.mjs', 'd.mjs'].map((name) => join(folder, name))
  const groups = testGroups(files, { folder: join(folder, 'groups'), most: 3 })
  assert.deepEqual(
    groups,
    [1, 2, 3].map((number) => join(folder, 'groups', `group-${number}.mjs`)),
  )
  const { NODE_TEST_CONTEXT: _, ...env } = process.env // else Node takes this for a run inside of a run, and runs nothing
  const reporting = [`--test-reporter=${REPORTER}`, `--test-reporter-destination=${join(folder, 'results')}`]
  const { code } = await runChild(process.execPath, ['--test', ...reporting, ...groups], {
    cwd: folder,
    env,
    quiet: true,
  })
  assert.equal(code, 1)
  assert.deepEqual(
    testResults(join(folder, 'results')).map(({ title, file }) => [title, file]),
    [
      [groups[0], groups[0]], // ended by d.mjs
      ['broken', files[1]],
    ],
  )
})

test('there are never more groups than files', (t) => {
  const folder = temporaryFolder(t)
  assert.deepEqual(testGroups(['/a.test.ts'], { folder, most: 8 }), [join(folder, 'group-1.mjs')])
  assert.deepEqual(testGroups([], { folder, most: 8 }), [])
})
