import { realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, normalize, relative, sep, win32 } from 'node:path'
import { InvalidValue } from '#settings/field.ts'

/**
 * The path of a folder that is given by its name below `dataRoot`. Absolute paths of any system are refused.
 * @throws InvalidValue
 */
export function folderNamed(name: string, dataRoot: string): string {
  if (isAbsolute(name) || win32.isAbsolute(name) || /^[a-z]:/i.test(name))
    throw refusal(name, dataRoot, `directory cannot be the absolute path ${JSON.stringify(name)}.`)
  return folderBelow(dataRoot, join(dataRoot, name), name)
}

/**
 * The guard of the setting `directory`: a folder that exists and lies below `dataRoot`, links resolved.
 *
 * @param given what the error calls it
 * @returns the path in its shortest spelling, links kept, so that people find it again
 * @throws InvalidValue
 */
export function folderBelow(dataRoot: string, path: string, given = path): string {
  if (path.includes('\0')) throw refusal(given, dataRoot)
  if (isOutside(normalize(path), normalize(dataRoot))) throw refusal(given, dataRoot)
  const real = realPath(path)
  if (real === undefined)
    throw refusal(given, dataRoot, `There is no folder ${JSON.stringify(given)} that can be opened.`)
  if (isOutside(real, realPath(dataRoot) ?? dataRoot)) throw refusal(given, dataRoot)
  if (!statSync(real).isDirectory()) throw refusal(given, dataRoot, `${JSON.stringify(given)} is not a folder.`)
  return normalize(path)
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

function refusal(given: string, dataRoot: string, what?: string): InvalidValue {
  const range = `the name of a folder below ${dataRoot}`
  return new InvalidValue('directory', given, range, what ?? `directory cannot be ${JSON.stringify(given)}.`)
}
