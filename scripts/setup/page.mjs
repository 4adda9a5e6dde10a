// @ts-check
import { createHash } from 'node:crypto'
import { accessSync, chownSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { otherOwner } from './owner.mjs'
import { SetupError, Stopped, say } from './say.mjs'

const NOT_SOURCES = new Set(['dist', 'node_modules'])

/**
 * Whether web/dist is missing or was built from other sources than those in web/. Never without a web/index.html.
 * @param {string} root
 */
export function needsBuild(root) {
  if (!existsSync(join(root, 'web', 'index.html'))) return false
  const stamp = stampPath(root)
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashOfSources(root)
}

/**
 * Builds the page if it is missing or older than its sources.
 *
 * @param {string} root
 * @param {string} node path of the Node that runs vite
 * @throws {SetupError} when the build fails
 */
export async function buildPage(root, node) {
  if (!needsBuild(root)) return
  requireWritable(root)
  const as = otherOwner(root)
  say('Building the page (a few seconds).')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const hash = hashOfSources(root)
  const { code, output, stoppedBy } = await runChild(node, [vite, 'build', 'web'], { cwd: root, quiet: true, as })
  if (stoppedBy) throw new Stopped()
  if (code !== 0) throw new SetupError('The page could not be built.', 'See the lines above.', output)
  writeFileSync(stampPath(root), hash)
  if (as) chownSync(stampPath(root), as.uid, as.gid)
}

/** A service may write nowhere in the folder. @param {string} root */
function requireWritable(root) {
  try {
    for (const folder of ['web', 'node_modules']) accessSync(join(root, folder), constants.W_OK)
  } catch {
    const remedy = `Run it once as the owner of the folder: cd ${root} && npx i2i service status`
    throw new SetupError('The page is not built, or older than its sources, and it cannot be built from here.', remedy)
  }
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'web', 'dist', '.sources')
}

/** @param {string} root */
function hashOfSources(root) {
  const hash = createHash('sha256')
  for (const path of filesBelow(join(root, 'web'))) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

/**
 * @param {string} folder
 * @returns {string[]} sorted
 */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}
