import { type Document, isMap, isScalar, type YAMLMap } from 'yaml'
import type { Cue } from './cue.ts'
import { cueName } from './cueName.ts'

/** Adds a cue or brings the one of that name up to date, in its place and with its comments. The document is changed. */
export function putCue(document: Document, { name, seconds, curve, settings }: Cue): void {
  const root = rootOf(document)
  const wanted = { seconds, curve, settings }
  const key = keyOf(root, name)
  const cue = root.get(key, true)
  if (!isMap(cue)) return root.set(key, newNode(document, wanted))
  cue.set('seconds', seconds)
  cue.set('curve', curve)
  const before = cue.get('settings', true)
  if (isMap(before)) putSettings(document, before, settings)
  else cue.set('settings', newNode(document, settings))
}

/** Takes a cue out. The document is changed. */
export function dropCue(document: Document, name: string): void {
  const root = rootOf(document)
  root.delete(keyOf(root, name))
}

/** The text of the document; long prompts stay on their line. */
export function textOf(document: Document): string {
  return document.toString({ lineWidth: 0 })
}

function putSettings(document: Document, node: YAMLMap, settings: Cue['settings']): void {
  // names may be spelled with `_` in the file: they are written anew where they are not the same
  for (const { key } of [...node.items]) {
    const name = isScalar(key) ? String(key.value) : ''
    if (!Object.hasOwn(settings, name)) node.delete(key)
  }
  for (const [name, value] of Object.entries(settings)) {
    const scalar = node.get(name, true)
    if (isScalar(scalar) && typeof value !== 'object') scalar.value = value
    else node.set(name, newNode(document, value))
  }
}

function rootOf(document: Document): YAMLMap {
  if (!isMap(document.contents)) document.contents = document.createNode({})
  const root = document.contents as YAMLMap
  // what is left of the last cue that was removed is `{}`, in which everything would go on one line
  if (root.items.length === 0) root.flow = false
  return root
}

/** Every place has its own node: references between cues would change both when one is edited. */
function newNode(document: Document, value: unknown) {
  return document.createNode(value, { aliasDuplicateObjects: false })
}

/** The key as the file spells it: `2001` is a number there, and names may have other spaces around them. */
function keyOf(root: YAMLMap, name: string): unknown {
  const found = root.items.find(({ key }) => isScalar(key) && cueName(key.value) === name)
  return found?.key ?? name
}
