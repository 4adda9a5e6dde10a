// @ts-check
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { runChild } from './child.mjs'
import { nodeBinary } from './nodeBinary.mjs'
import { otherOwner } from './owner.mjs'
import { SetupError, Stopped, say } from './say.mjs'

const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ECONNECTIONTIMEOUT)\b/

/** @typedef {Record<string, { version?: string, optional?: boolean }>} LockedPackages */

/**
 * Whether node_modules lacks a package of package-lock.json, has it in another version, or was left half installed.
 *
 * npm writes node_modules/.package-lock.json as its last act: comparing with it also accepts what people installed
 * by themselves.
 *
 * @param {string} root
 */
export function needsInstall(root) {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!installed) return true
  const wanted = lockedPackages(join(root, 'package-lock.json')) ?? {}
  return Object.entries(wanted).some(
    // optional ones are for other machines, most of them
    ([path, { version, optional }]) => path !== '' && !optional && installed[path]?.version !== version,
  )
}

/**
 * Installs the npm packages if they are missing, without running any install script of theirs, and puts the command i2i among theirs.
 *
 * @param {string} root
 * @throws {SetupError} when npm fails
 */
export async function installPackages(root) {
  if (needsInstall(root) || !nodeBinary(root)) await install(root)
  linkCommand(root)
}

/** @param {string} root */
async function install(root) {
  say('Installing the packages that i2i needs. This happens once and takes about a minute.')
  const started = Date.now()
  // without a network, npm ci would try for minutes before it says so
  const answer = await npm(root, ['ping', '--fetch-retries=0', '--fetch-timeout=15000'])
  if (answer.code !== 0 && NO_NETWORK.test(answer.output)) throw installFailure(answer.output)
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const { code, output } = await npm(root, args)
  if (code !== 0) throw installFailure(output)
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}

/**
 * Where npx looks first. Without it npx makes a link in its own cache each time, which is slower and fails for everybody but the
 * owner of the folder.
 *
 * @param {string} root
 */
export function linkCommand(root) {
  const link = join(root, 'node_modules', '.bin', 'i2i')
  if (process.platform === 'win32' || existsSync(link)) return
  try {
    symlinkSync(join('..', '..', 'bin', 'i2i.mjs'), link)
  } catch (error) {
    // whoever may not write here has come without it, and two that start at once make it once
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (!['EACCES', 'EPERM', 'EROFS', 'EEXIST'].includes(String(code))) throw error
  }
}

/**
 * The sentence for a failed `npm ci`, from what npm printed.
 * @param {string} output
 */
export function installFailure(output) {
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/
  const unreachable = network.exec(output)
  if (unreachable) {
    return new SetupError(
      `The packages could not be downloaded: the network does not answer (${unreachable[1]}).`,
      'Connect this machine to the internet (behind a proxy: set HTTPS_PROXY) and run the same command again.',
    )
  }
  if (/\bENOSPC\b/.test(output)) {
    return new SetupError('The packages could not be installed: the disk is full.', 'Free about 1 GB and try again.')
  }
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) {
    return new SetupError(
      'The packages could not be installed: this folder is not writable for you.',
      'Give yourself the folder (sudo chown -R $USER .) and run the same command again.',
    )
  }
  return new SetupError('npm could not install the packages; its own words are above.', 'Run: npm ci', output)
}

/**
 * @param {string} path
 * @returns {LockedPackages | undefined}
 */
function lockedPackages(path) {
  if (!existsSync(path)) return undefined
  return JSON.parse(readFileSync(path, 'utf8')).packages
}

/**
 * @param {string} root
 * @param {string[]} args
 */
async function npm(root, args) {
  const { program, args: first, shell } = npmProgram()
  const quietly = ['--no-progress', '--loglevel=error']
  const ended = await runChild(program, [...first, ...args, ...quietly], {
    cwd: root,
    quiet: true,
    shell,
    as: otherOwner(root),
  })
  if (ended.stoppedBy) throw new Stopped()
  return ended
}

function npmProgram() {
  const running = process.env.npm_execpath
  if (running && basename(dirname(dirname(running))) === 'npm') {
    const cli = join(dirname(running), 'npm-cli.js')
    if (existsSync(cli)) return { program: process.execPath, args: [cli], shell: false }
  }
  // npm is a .cmd file on Windows, which only a shell can run
  return { program: 'npm', args: [], shell: process.platform === 'win32' }
}
