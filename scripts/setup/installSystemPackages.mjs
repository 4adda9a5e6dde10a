// @ts-check
import { spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import { runChild } from './child.mjs'
import { Stopped, say } from './say.mjs'
import { installCommand, onPath, systemPrograms } from './systemPackages.mjs'

/**
 * Installs the system packages that tests need, as far as that is possible and wanted; says what stays missing.
 * Asks first on a terminal. Never fails: tests that lack a program are skipped by name.
 */
export async function installSystemPackages() {
  const missing = missingPrograms()
  if (missing.length === 0) return
  const packages = missing.flatMap(({ packages }) => packages)
  const prefix = commandPrefix()
  if (prefix && (await isWanted(packages))) {
    say(`Installing for the tests: ${packages.join(', ')}. This takes a few minutes at most.`)
    await install(prefix, packages)
  }
  for (const { label, packages } of missingPrograms()) {
    say(`Tests that need ${label} are skipped. To run them too: ${installCommand(packages)}`)
  }
}

function missingPrograms() {
  return Object.values(systemPrograms).filter(({ find }) => find() === undefined)
}

/**
 * What goes before `apt-get` so that it may install; undefined if it may not, or is not there.
 * @returns {string[] | undefined}
 */
function commandPrefix() {
  if (!onPath('apt-get')) return undefined
  if (process.getuid?.() === 0) return []
  const isFree = onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
  return isFree ? ['sudo', '-n'] : undefined
}

/** @param {string[]} packages */
async function isWanted(packages) {
  if (!process.stdin.isTTY || process.env.CI) return true
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.on('SIGINT', () => terminal.close())
  const answer = await terminal.question(`Some tests need ${packages.join(', ')}. Install them with apt-get? [y/N] `)
  terminal.close()
  return /^\s*y/i.test(answer)
}

/**
 * @param {string[]} prefix
 * @param {string[]} packages
 */
async function install(prefix, packages) {
  if (await aptGet(prefix, ['install', ...packages])) return
  await aptGet(prefix, ['update'])
  if (await aptGet(prefix, ['install', ...packages])) return
  // one name that this system does not know must not keep the others away
  for (const name of packages) await aptGet(prefix, ['install', name])
}

/**
 * @param {string[]} prefix
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it worked
 */
async function aptGet(prefix, args) {
  const quietly = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
  const command = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...quietly, ...args]
  const { code, stoppedBy } = await runChild(command[0] ?? '', command.slice(1), { quiet: true })
  if (stoppedBy) throw new Stopped()
  return code === 0
}
