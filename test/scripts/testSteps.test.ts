import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { testSteps } from '../../scripts/setup/testSteps.mjs'

const files = { 'test/flow/channel.test.ts': '', 'test/cli/main.e2e.ts': '', 'test/fixtures/x.test.ts': '' }

test('style and types come first, then the quick tests, then those with real processes, one after the other', (t) => {
  const steps = stepsOf(temporaryFolder(t, files), {})
  assert.deepEqual(titlesOf(steps), ['Style', 'Types', 'Unit tests', 'Tests with real processes'])
  assert.ok(steps[3]?.args.includes('--test-concurrency=1'))
})

test('--unit leaves the slow tests out', (t) => {
  const steps = stepsOf(temporaryFolder(t, files), { unitOnly: true })
  assert.deepEqual(titlesOf(steps), ['Style', 'Types', 'Unit tests'])
})

test('a pattern runs the files with it in their path and nothing else', (t) => {
  const steps = stepsOf(temporaryFolder(t, files), { pattern: 'flow' })
  assert.deepEqual(titlesOf(steps), ['Unit tests'])
  assert.match(readFileSync(steps[0]?.args.at(-1) ?? '', 'utf8'), /^import "file:.*channel\.test\.ts"\n$/)
})

test('a pattern that no file has is told', (t) => {
  assert.throws(() => stepsOf(temporaryFolder(t, files), { pattern: 'nothing' }), {
    message: 'No test file has "nothing" in its path.',
  })
})

test('the types of the page are checked when there is a page', (t) => {
  const steps = stepsOf(temporaryFolder(t, { ...files, 'web/tsconfig.json': '{}' }), {})
  assert.equal(steps[2]?.title, 'Types of the page')
})

test('some files of a step are run again one after the other, with the same limit', (t) => {
  const [, , unit] = stepsOf(temporaryFolder(t, files), {})
  const again = unit?.again?.(['/a.test.ts', '/b.test.ts'])
  assert.equal(again?.title, 'Unit tests, a second time')
  assert.deepEqual(again?.args.slice(-2), ['/a.test.ts', '/b.test.ts'])
  assert.ok(again?.args.includes('--test-concurrency=1'))
  assert.ok(again?.args.includes('--test-timeout=30000'))
})

function stepsOf(root: string, options: { unitOnly?: boolean; pattern?: string }) {
  const { unitOnly = false, pattern } = options
  return testSteps(root, { unitOnly, pattern, results: join(root, 'results') })
}

function titlesOf(steps: { title: string }[]): string[] {
  return steps.map(({ title }) => title)
}
