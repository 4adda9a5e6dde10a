import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { runChild } from '../../scripts/setup/child.mjs'
import { filesToRunAgain, testResults } from '../../scripts/setup/testResults.mjs'

const failed = (file: string) => ({ outcome: 'failed' as const, title: 'it works', file, reason: '' })
const skipped = { outcome: 'skipped' as const, title: 'a film plays', file: '/c.test.ts', reason: 'needs ffmpeg' }

test('what failed and what was skipped is written down; a file that dies or throws late has failed', async (t) => {
  const folder = temporaryFolder(t, {
    'a.mjs': `import { test } from 'node:test'
      test('fine', () => {})
      test('broken', () => { throw new Error('no') })
      test('a film plays', { skip: 'needs ffmpeg' }, () => {})`,
    'b.mjs': `process.kill(process.pid, 'SIGKILL')`,
    'c.mjs': `import { test } from 'node:test'
      test('fine', () => {})
      setTimeout(() => { throw new Error('late') }, 20)`,
  })
  const reporter = fileURLToPath(new URL('../../scripts/setup/resultReporter.mjs', import.meta.url))
  const files = ['a.mjs', 'b.mjs', 'c.mjs'].map((name) => `${folder}/${name}`)
  const reporting = [`--test-reporter=${reporter}`, `--test-reporter-destination=${folder}/results`]
  const { NODE_TEST_CONTEXT: _, ...env } = process.env // else Node takes this for a run inside of a run, and runs nothing
  const { code } = await runChild(process.execPath, ['--test', ...reporting, ...files], {
    cwd: folder,
    env,
    quiet: true,
  })
  assert.equal(code, 1)
  const results = testResults(`${folder}/results`)
  assert.deepEqual(
    results.map(({ outcome, title, reason }) => [outcome, title, reason]),
    [
      ['failed', 'broken', ''],
      ['skipped', 'a film plays', 'needs ffmpeg'],
      ['failed', files[1], ''],
      ['failed', files[2], ''],
    ],
  )
  assert.deepEqual(filesToRunAgain(results), files)
})

test('a file is run again once, however many of its tests failed; one with skipped tests is not', () => {
  assert.deepEqual(filesToRunAgain([failed('/a.test.ts'), skipped, failed('/a.test.ts')]), ['/a.test.ts'])
  assert.deepEqual(filesToRunAgain([skipped]), [])
})

test('more than three files are no bad luck: nothing is run again', () => {
  assert.equal(filesToRunAgain(['/a', '/b', '/c'].map(failed)).length, 3)
  assert.deepEqual(filesToRunAgain(['/a', '/b', '/c', '/d'].map(failed)), [])
})

test('a run that wrote nothing has no results', () => {
  assert.deepEqual(testResults('/nowhere/results'), [])
})
