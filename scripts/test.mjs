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
import { skippedTests, testSteps } from './setup/testSteps.mjs'

await runScript(test, { stoppedCode: 130 })

async function test() {
  const { unitOnly, pattern, mayInstall } = readArguments()
  await installPackages(root)
  const node = requireNodeBinary(root)
  await buildPage(root, node)
  if (mayInstall) await installSystemPackages()

  const skips = mkdtempSync(join(tmpdir(), 'i2i-test-'))
  try {
    const code = await runSteps(node, testSteps(root, { unitOnly, pattern, skips }))
    tellSkips(skippedTests(skips))
    return code
  } finally {
    rmSync(skips, { recursive: true, force: true })
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
  for (const { title, args } of steps) {
    say(`\n── ${title} ──`)
    const started = Date.now()
    const { code, stoppedBy } = await runChild(node, args, { cwd: root })
    if (stoppedBy) throw new Stopped()
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    say(`── ${title}: ${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s ──`)
    if (code !== 0) return code
  }
  return 0
}

/** @param {{ title: string, reason: string }[]} skipped */
function tellSkips(skipped) {
  if (skipped.length === 0) return
  say(`\n${skipped.length} ${skipped.length === 1 ? 'test was' : 'tests were'} skipped:`)
  for (const { title, reason } of skipped) say(`  ${title}${reason ? ` (${reason})` : ''}`)
}
