// @ts-check
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { become } from './become.mjs'
import { requireNodeBinary } from './nodeBinary.mjs'
import { installPackages } from './packages.mjs'
import { buildPage } from './page.mjs'
import { SetupError, say } from './say.mjs'

/** The folder that holds package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A service runs as a user who cannot build the page; whoever installs one or looks at it can. */
const SHOW_THE_PAGE = ['solo', 'server', 'service']

/**
 * Installs what is missing, then runs i2i with these arguments in this process's place.
 * @param {string[]} args command and options, as after `npx i2i`
 */
export async function runI2i(args) {
  await installPackages(root)
  const node = requireNodeBinary(root)
  if (SHOW_THE_PAGE.includes(args[0] ?? '')) await buildPage(root, node).catch(goOnWithoutPage)
  // older versions of Node 24 announce that they read TypeScript, which is news to nobody here
  become(node, ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'main.ts'), ...args])
}

/** @param {unknown} error */
function goOnWithoutPage(error) {
  if (!(error instanceof SetupError)) throw error
  if (error.details) say(error.details.trimEnd())
  say(`${error.message} ${error.remedy}`)
  say('Going on with the page as it is, if there is one; pictures are published in any case.')
}
