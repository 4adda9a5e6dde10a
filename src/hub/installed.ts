import { existsSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import { completeness } from './completeness.ts'
import { cachedRepos, cachedSnapshot } from './hfCache.ts'
import { localFiles } from './localFiles.ts'
import { folderOf, type Places } from './places.ts'
import { readModelIndex } from './readModelIndex.ts'
import { isRepoName } from './repoName.ts'

/** A model that lies on this machine. */
export type Installed = {
  /** OWNER/NAME, or for any other folder its path. */
  readonly name: string
  readonly place: 'models' | 'cache' | 'folder'
  readonly folder: string
  /** What the pipeline needs and the folder does not have, in words; empty if it is complete. */
  readonly missing: readonly string[]
}

/**
 * The folder of a model: a folder that is given itself, or OWNER/NAME in the models folder or the Hugging Face cache.
 * @returns an absolute path without links
 * @throws OperatorError MODEL_NOT_INSTALLED with the command that downloads it
 */
export async function findModel(nameOrFolder: string, places: Places): Promise<string> {
  const found = await requireModel(nameOrFolder, places)
  // what is missing in a folder of the operator's own is told by who reads it, in more detail
  if (found.place === 'folder' || found.missing.length === 0) return realpath(found.folder)
  throw incomplete(found)
}

/** A model by name or folder, complete or not. @throws OperatorError MODEL_NOT_INSTALLED if there is nothing */
export async function requireModel(nameOrFolder: string, places: Places): Promise<Installed> {
  const found = await lookUp(nameOrFolder, places)
  if (found) return found
  throw notInstalled(nameOrFolder, places)
}

/** A model by name or folder, complete or not; undefined if there is nothing. Of two places, the complete one. */
export async function lookUp(nameOrFolder: string, places: Places): Promise<Installed | undefined> {
  const given = resolve(nameOrFolder)
  if (existsSync(join(given, 'model_index.json'))) return described(namedIn(places, given), given)
  if (!isRepoName(nameOrFolder)) return undefined
  const cached = await cachedSnapshot(places.cache, nameOrFolder)
  const found = [
    ...((await localFiles(folderOf(places, nameOrFolder))).length > 0
      ? [await described({ name: nameOrFolder, place: 'models' }, folderOf(places, nameOrFolder))]
      : []),
    ...(cached ? [await described({ name: nameOrFolder, place: 'cache' }, cached)] : []),
  ]
  return found.find(({ missing }) => missing.length === 0) ?? found[0]
}

/** All models in both places, by name. The cache's are listed only if they are pipelines. */
export async function listModels(places: Places): Promise<Installed[]> {
  const own = await Promise.all(
    (await ownRepos(places)).map((name) => described({ name, place: 'models' }, folderOf(places, name))),
  )
  const cached = await Promise.all(
    (await cachedRepos(places.cache)).map(async (name) => {
      const folder = await cachedSnapshot(places.cache, name)
      const isPipeline = folder && (await readModelIndex(folder))
      return isPipeline ? [await described({ name, place: 'cache' }, folder)] : []
    }),
  )
  return [...own, ...cached.flat()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function described(known: Pick<Installed, 'name' | 'place'>, folder: string): Promise<Installed> {
  return { ...known, folder, missing: (await completeness(folder)).missing }
}

/** What a folder is called: one below the models folder by its name there, another by its path. */
function namedIn({ models }: Places, folder: string): Pick<Installed, 'name' | 'place'> {
  const name = folder.startsWith(`${resolve(models)}/`) ? folder.slice(resolve(models).length + 1) : ''
  return isRepoName(name) ? { name, place: 'models' } : { name: folder, place: 'folder' }
}

/** Folders below the models folder in which something lies, as OWNER/NAME. */
async function ownRepos({ models }: Places): Promise<string[]> {
  const owners = await foldersIn(models)
  const names = await Promise.all(
    owners.map(async (owner) => (await foldersIn(join(models, owner))).map((name) => `${owner}/${name}`)),
  )
  const repos = names.flat().filter(isRepoName)
  const filled = await Promise.all(repos.map((repo) => localFiles(folderOf({ models, cache: '' }, repo))))
  return repos.filter((_, i) => (filled[i]?.length ?? 0) > 0)
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name)
}

function notInstalled(name: string, { models, cache }: Places): OperatorError {
  if (isRepoName(name)) {
    const said = `The model ${name} is neither in ${models} nor in the Hugging Face cache (${cache}).`
    return new OperatorError('MODEL_NOT_INSTALLED', said, `Run: npx i2i model pull ${name}`)
  }
  const isPath = isAbsolute(name) || name.startsWith('.') || name.includes('/')
  const said = isPath
    ? `There is no model in the folder ${name}: it has no model_index.json.`
    : `There is no model ${name}.`
  const remedy = 'Give a folder in the diffusers layout, or OWNER/NAME of one that npx i2i model list shows.'
  return new OperatorError('MODEL_NOT_INSTALLED', said, remedy)
}

function incomplete({ name, folder, missing }: Installed): OperatorError {
  const said = `The model ${name} in ${folder} is not complete; missing: ${missing.join(', ')}.`
  return new OperatorError('MODEL_NOT_INSTALLED', said, `Run: npx i2i model pull ${name}`)
}
