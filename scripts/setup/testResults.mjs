// @ts-check
import { existsSync, readFileSync } from 'node:fs'

/**
 * A test that did not simply pass.
 * @typedef {{ outcome: 'failed' | 'skipped', title: string, file: string, reason: string }} TestResult
 */

/**
 * What the result reporter has written.
 * @param {string} path
 * @returns {TestResult[]}
 */
export function testResults(path) {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
}

/**
 * The files to run a second time after a failure; none if it was too much to be bad luck.
 * @param {TestResult[]} results
 * @returns {string[]}
 */
export function filesToRunAgain(results) {
  const files = new Set(results.filter(({ outcome }) => outcome === 'failed').map(({ file }) => file))
  return files.size <= MOST_FILES_AGAIN && !files.has('') ? [...files] : []
}

const MOST_FILES_AGAIN = 3
