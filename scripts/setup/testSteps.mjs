// @ts-check
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { SetupError } from './say.mjs'
import { testGroups } from './testGroups.mjs'

/**
 * A program of Node. A step of tests also says where its reporter writes, and how some of its files are run again, one after the
 * other.
 * @typedef {{ title: string, args: string[], results?: string, again?: (files: string[]) => Step }} Step
 */

/** So that a core which is done early finds another. */
const GROUPS_PER_CORE = 2

/**
 * What `npm test` runs, in order, each as arguments for Node.
 *
 * @param {string} root
 * @param {{ unitOnly: boolean, pattern: string | undefined, results: string }} options
 *   pattern: run only the test files whose path contains it, and no other checks; results: folder for what the
 *   result reporter writes and for groups of tests
 * @returns {Step[]}
 */
export function testSteps(root, { unitOnly, pattern, results }) {
  const files = filesBelow(join(root, 'test')).filter((path) => path.slice(root.length).includes(pattern ?? ''))
  const unit = files.filter((path) => path.endsWith('.test.ts'))
  const slow = unitOnly ? [] : files.filter((path) => path.endsWith('.e2e.ts'))
  if (pattern !== undefined && unit.length + slow.length === 0) {
    throw new SetupError(`No test file has ${JSON.stringify(pattern)} in its path.`, 'Look into test/ for the names.')
  }
  // Node would leave one core idle
  const cores = availableParallelism()
  const quick = testGroups(unit, { folder: join(results, 'groups'), most: GROUPS_PER_CORE * cores })
  return [
    ...(pattern === undefined ? checks(root) : []),
    ...testStep('Unit tests', quick, { concurrency: cores, limitMs: 30_000, results: join(results, 'unit') }),
    // these measure time and hold fixed resources, so one after the other
    ...testStep('Tests with real processes', slow, {
      concurrency: 1,
      limitMs: 120_000,
      results: join(results, 'slow'),
    }),
  ]
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
 * @param {{ concurrency: number, limitMs: number, results: string }} options
 *   concurrency: files at a time; limitMs: for one test; results: file that the reporter writes
 * @returns {Step[]}
 */
function testStep(title, files, { concurrency, limitMs, results }) {
  if (files.length === 0) return []
  const reporter = new URL('./resultReporter.mjs', import.meta.url)
  const reporters = [
    ['--test-reporter=spec', '--test-reporter-destination=stdout'],
    [`--test-reporter=${reporter.href}`, `--test-reporter-destination=${results}`],
  ]
  const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${limitMs}`]
  const args = ['--test', ...limits, ...reporters.flat(), ...files]
  const options = { concurrency: 1, limitMs, results: `${results}-again` }
  const again = (/** @type {string[]} */ failed) =>
    /** @type {Step} */ (testStep(`${title}, a second time`, failed, options)[0])
  return [{ title, args, results, again }]
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
