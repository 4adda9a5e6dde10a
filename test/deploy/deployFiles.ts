import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, parseAllDocuments } from 'yaml'

/** The folder that holds package.json. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A part of a YAML file that is looked into without knowing it before. */
export type Part = { readonly [key: string]: Part } & Iterable<Part>

/** A file of this project, as text. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** A YAML file with one document, merges carried out. @throws where it cannot be parsed */
export function yamlOf(path: string): Part {
  return parse(textOf(path), { merge: true, prettyErrors: true }) as Part
}

/** All documents of a YAML text. @throws where it cannot be parsed */
export function documentsOf(text: string): Part[] {
  return parseAllDocuments(text, { prettyErrors: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return document.toJS() as Part
  })
}

/** The YAML files below a folder, as paths from the root. */
export function yamlFilesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
}
