// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { SetupError } from './say.mjs'

/** @typedef {{ title: string, args: string[] }} Step */

/**
 * What `npm test` runs, in order, each as arguments for Node.
 *
 * @param {string} root
 * @param {{ unitOnly: boolean, pattern: string | undefined, skips: string }} options
 *   pattern: run only the test files whose path contains it, and no other checks; skips: folder for what the skip reporter writes
 * @returns {Step[]}
 */
export function testSteps(root, { unitOnly, pattern, skips }) {
  const files = filesBelow(join(root, 'test')).filter((path) => path.slice(root.length).includes(pattern ?? ''))
  const unit = files.filter((path) => path.endsWith('.test.ts'))
  const slow = unitOnly ? [] : files.filter((path) => path.endsWith('.e2e.ts'))
  if (pattern !== undefined && unit.length + slow.length === 0) {
    throw new SetupError(`No test file has ${JSON.stringify(pattern)} in its path.`, 'Look into test/ for the names.')
  }
  // Node would leave one core idle
  const cores = availableParallelism()
  return [
    ...(pattern === undefined ? checks(root) : []),
    ...testStep('Unit tests', unit, [`--test-concurrency=${cores}`, '--test-timeout=30000'], join(skips, 'unit.jsonl')),
    // these measure time and hold fixed resources, so one after the other
    ...testStep(
      'Tests with real processes',
      slow,
      ['--test-concurrency=1', '--test-timeout=120000'],
      join(skips, 'slow.jsonl'),
    ),
  ]
}

/**
 * What the skip reporter has written.
 * @param {string} folder
 * @returns {{ title: string, reason: string }[]}
 */
export function skippedTests(folder) {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/**
 * @param {string} root
 * @returns {Step[]}
 */
function checks(root) {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const hasPage = existsSync(join(root, 'web', 'tsconfig.json'))
  return [
    { title: 'Style', args: [biome, 'check'] },
    { title: 'Types', args: [tsc] },
    ...(hasPage ? [{ title: 'Types of the page', args: [tsc, '-p', join(root, 'web')] }] : []),
  ]
}

/**
 * @param {string} title
 * @param {string[]} files
 * @param {string[]} options
 * @param {string} skips
 * @returns {Step[]}
 */
function testStep(title, files, options, skips) {
  if (files.length === 0) return []
  const reporter = new URL('./skipReporter.mjs', import.meta.url)
  const reporters = [
    ['--test-reporter=spec', '--test-reporter-destination=stdout'],
    [`--test-reporter=${reporter.href}`, `--test-reporter-destination=${skips}`],
  ]
  return [{ title, args: ['--test', ...options, ...reporters.flat(), ...files] }]
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'fixtures')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}
