// @ts-check
// `npm test`: everything that is needed, then style, types, unit tests and tests with real processes.
//   npm test -- --unit        checks and unit tests only
//   npm test -- PATTERN       only the test files with PATTERN in their path
//   npm test -- --no-install  no system packages
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runChild } from './setup/child.mjs'
import { installSystemPackages } from './setup/installSystemPackages.mjs'
import { requireNodeBinary } from './setup/nodeBinary.mjs'
import { installPackages } from './setup/packages.mjs'
import { buildPage } from './setup/page.mjs'
import { root } from './setup/prepare.mjs'
import { runScript, SetupError, Stopped, say } from './setup/say.mjs'
import { filesToRunAgain, testResults } from './setup/testResults.mjs'
import { testSteps } from './setup/testSteps.mjs'

await runScript(test, { stoppedCode: 130 })

async function test() {
  const { unitOnly, pattern, mayInstall } = readArguments()
  await installPackages(root)
  const node = requireNodeBinary(root)
  await buildPage(root, node)
  if (mayInstall) await installSystemPackages()

  const results = mkdtempSync(join(tmpdir(), 'i2i-test-'))
  try {
    return await runSteps(node, testSteps(root, { unitOnly, pattern, results }))
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
}

function readArguments() {
  const options = /** @type {const} */ ({ unit: { type: 'boolean' }, 'no-install': { type: 'boolean' } })
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    return { unitOnly: values.unit ?? false, pattern: positionals[0], mayInstall: !values['no-install'] }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new SetupError(`${reason}.`, 'Give --unit, --no-install or a part of a test file’s path.')
  }
}

/**
 * @param {string} node
 * @param {import('./setup/testSteps.mjs').Step[]} steps
 * @returns {Promise<number>} exit code: that of the first step that failed, else 0
 */
async function runSteps(node, steps) {
  /** @type {import('./setup/testResults.mjs').TestResult[]} */
  const results = []
  let code = 0
  for (const step of steps) {
    code = await runStep(node, step)
    const inStep = testResults(step.results ?? '')
    results.push(...inStep)
    if (code !== 0) code = await runAgain(node, step, inStep, code)
    if (code !== 0) break
  }
  tell(results, 'skipped', (count) => `${count} skipped:`)
  if (code === 0) tell(results, 'failed', (count) => `${count} right only the second time, and should be looked into:`)
  return code
}

/**
 * A few files that failed get a second chance, alone: these tests use real sockets, processes and time on machines that others
 * use too. What is broken fails twice; what passed only now is named at the end.
 *
 * @param {string} node
 * @param {import('./setup/testSteps.mjs').Step} step
 * @param {import('./setup/testResults.mjs').TestResult[]} results
 * @param {number} code
 * @returns {Promise<number>} the exit code that counts
 */
async function runAgain(node, { again }, results, code) {
  const files = filesToRunAgain(results)
  return again && files.length > 0 ? runStep(node, again(files)) : code
}

/**
 * @param {string} node
 * @param {import('./setup/testSteps.mjs').Step} step
 * @returns {Promise<number>} its exit code
 */
async function runStep(node, { title, args }) {
  say(`\n── ${title} ──`)
  const started = Date.now()
  const { code, stoppedBy } = await runChild(node, args, { cwd: root })
  if (stoppedBy) throw new Stopped()
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  say(`── ${title}: ${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s ──`)
  return code
}

/**
 * @param {import('./setup/testResults.mjs').TestResult[]} results
 * @param {'failed' | 'skipped'} outcome
 * @param {(count: string) => string} heading
 */
function tell(results, outcome, heading) {
  const told = results.filter((result) => result.outcome === outcome)
  if (told.length === 0) return
  say(`\n${heading(told.length === 1 ? '1 test was' : `${told.length} tests were`)}`)
  for (const { title, reason } of told) say(`  ${title}${reason ? ` (${reason})` : ''}`)
}
