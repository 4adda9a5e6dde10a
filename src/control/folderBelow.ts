import { realpathSync, statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { isAbsolute, join, normalize, relative, sep, win32 } from 'node:path'
import { InvalidValue } from '#settings/field.ts'

/**
 * The path of a folder that is given by its name below `dataRoot`. Absolute paths of any system are refused.
 * @throws InvalidValue
 */
export function folderNamed(name: string, dataRoot: string): string {
  return folderBelow(dataRoot, pathNamed(name, dataRoot), name)
}

/**
 * The same for those who only look: nothing else stands still while a network share takes its time.
 * @returns the path with links resolved
 * @throws InvalidValue
 */
export async function findFolder(name: string, dataRoot: string): Promise<string> {
  const path = pathNamed(name, dataRoot)
  assertSpelledBelow(dataRoot, path, name)
  const [real, root] = await Promise.all([realpath(path), realpath(dataRoot)]).catch(() => [])
  if (real === undefined || root === undefined) throw missing(name, dataRoot)
  if (isOutside(real, root)) throw refusal(name, dataRoot)
  return real
}

/**
 * The guard of the setting `directory`: a folder that exists and lies below `dataRoot`, links resolved.
 *
 * @param given what the error calls it
 * @returns the path in its shortest spelling, links kept, so that people find it again
 * @throws InvalidValue
 */
export function folderBelow(dataRoot: string, path: string, given = path): string {
  assertSpelledBelow(dataRoot, path, given)
  const real = realPath(path)
  if (real === undefined) throw missing(given, dataRoot)
  if (isOutside(real, realPath(dataRoot) ?? dataRoot)) throw refusal(given, dataRoot)
  if (!statSync(real).isDirectory()) throw refusal(given, dataRoot, `${JSON.stringify(given)} is not a folder.`)
  return normalize(path)
}

function pathNamed(name: string, dataRoot: string): string {
  if (isAbsolute(name) || win32.isAbsolute(name) || /^[a-z]:/i.test(name))
    throw refusal(name, dataRoot, `directory cannot be the absolute path ${JSON.stringify(name)}.`)
  return join(dataRoot, name)
}

function assertSpelledBelow(dataRoot: string, path: string, given: string): void {
  if (path.includes('\0') || isOutside(normalize(path), normalize(dataRoot))) throw refusal(given, dataRoot)
}

/** Where a path leads when links are followed; nothing if it leads nowhere or may not be followed. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined // the caller says so
  }
}

function isOutside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

function missing(given: string, dataRoot: string): InvalidValue {
  return refusal(given, dataRoot, `There is no folder ${JSON.stringify(given)} that can be opened.`)
}

function refusal(given: string, dataRoot: string, what?: string): InvalidValue {
  const range = `the name of a folder below ${dataRoot}`
  return new InvalidValue('directory', given, range, what ?? `directory cannot be ${JSON.stringify(given)}.`)
}
