// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './say.mjs'

export const NEEDED_MAJOR = 24

/** @typedef {{ version: string, execPath: string, platform: string, arch: string }} Runtime */

/** @type {Runtime} */
const thisRuntime = {
  version: process.versions.node,
  execPath: process.execPath,
  platform: process.platform,
  arch: process.arch,
}

/**
 * The Node that runs the TypeScript files: this one if it is new enough, otherwise the one among the npm packages.
 *
 * @param {string} root
 * @param {Runtime} [runtime]
 * @returns {string | undefined} its path; undefined if there is none yet
 */
export function nodeBinary(root, runtime = thisRuntime) {
  if (Number.parseInt(runtime.version, 10) >= NEEDED_MAJOR) return runtime.execPath
  const system = runtime.platform === 'win32' ? 'win' : runtime.platform
  const program = runtime.platform === 'win32' ? 'node.exe' : 'node'
  const packaged = join(root, 'node_modules', `node-${system}-${runtime.arch}`, 'bin', program)
  return existsSync(packaged) ? packaged : undefined
}

/**
 * @param {string} root
 * @returns {string}
 * @throws {SetupError} if there is none and the packages bring none for this machine
 */
export function requireNodeBinary(root) {
  const binary = nodeBinary(root)
  if (binary) return binary
  throw new SetupError(
    `Node ${NEEDED_MAJOR} is needed and this is Node ${process.versions.node}; the packages bring none for ${process.platform} ${process.arch}.`,
    `Install Node ${NEEDED_MAJOR} or newer from https://nodejs.org and run the same command again.`,
  )
}
