import type { CommandDescription } from '#desk/commands.ts'
import { FIRST_SLOT, LAST_SLOT } from '#desk/slots.ts'
import { type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import { type OscValue, oscAddressOf, oscValueOf } from './oscValue.ts'

/** One address of the OSC door, as the OSCQuery proposal describes it. @see https://github.com/Vidvox/OSCQueryProposal */
export type OscQueryNode = {
  readonly FULL_PATH: string
  readonly DESCRIPTION?: string
  /** 0: only a folder of addresses, 2: can be sent, 3: can be sent and read. */
  readonly ACCESS: 0 | 2 | 3
  /** A letter for each value: `i`, `h`, `f`, `s`, `T`, `F`. */
  readonly TYPE?: string
  readonly VALUE?: readonly (string | number | boolean)[]
  readonly RANGE?: readonly OscQueryRange[]
  readonly CONTENTS?: Readonly<Record<string, OscQueryNode>>
}

export type OscQueryRange = {
  readonly MIN?: number
  readonly MAX?: number
  readonly VALS?: readonly (string | number)[]
}

/** What can be asked of the OSC door besides its addresses, at `?HOST_INFO`. */
export type OscHostInfo = {
  readonly NAME: string
  readonly OSC_PORT: number
  readonly OSC_TRANSPORT: 'UDP'
  readonly EXTENSIONS: Readonly<Record<string, boolean>>
}

/**
 * The addresses of the OSC door at and below a path, with the values as they stand.
 *
 * @param path `` or `/` for everything, `/strength`, `/prompt/2`; a slash at the end does not matter
 * @param cues names of the cues, each of which has an address of its own
 * @returns undefined if there is no such address
 */
export function oscQuery(
  commands: readonly CommandDescription[],
  settings: Settings,
  path: string,
  cues: readonly string[] = [],
): OscQueryNode | undefined {
  const parts = path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '')
  const root: OscQueryNode = { FULL_PATH: '/', ACCESS: 0, CONTENTS: contentsOf(leavesOf(commands, settings, cues)) }
  return parts.reduce<OscQueryNode | undefined>((node, part) => childOf(node, part), root)
}

/** The answer to `?HOST_INFO`. @param oscPort the UDP port on which OSC is heard */
export function oscHostInfo(oscPort: number): OscHostInfo {
  const offered = ['ACCESS', 'VALUE', 'RANGE', 'DESCRIPTION']
  const refused = ['TAGS', 'CRITICAL', 'CLIPMODE', 'LISTEN', 'PATH_CHANGED']
  const extensions = [...offered.map((name) => [name, true]), ...refused.map((name) => [name, false])]
  return { NAME: 'i2i', OSC_PORT: oscPort, OSC_TRANSPORT: 'UDP', EXTENSIONS: Object.fromEntries(extensions) }
}

function childOf(node: OscQueryNode | undefined, part: string): OscQueryNode | undefined {
  const name = Object.keys(node?.CONTENTS ?? {}).find((each) => each.toLowerCase() === part)
  return name === undefined ? undefined : node?.CONTENTS?.[name]
}

function leavesOf(
  commands: readonly CommandDescription[],
  settings: Settings,
  cues: readonly string[],
): OscQueryNode[] {
  return commands.flatMap((command) => {
    const setting = settingOf(command)
    if (setting) return [settingNode(setting, settings, command)]
    return pathsOf(command.name, cues).map((path) => actionNode(path, command))
  })
}

function settingOf({ kind, name }: CommandDescription): SettingName | undefined {
  if (kind !== 'setting') return undefined
  return (Object.keys(settingsFields) as SettingName[]).find((setting) => oscAddressOf(setting) === `/${name}`)
}

function settingNode(name: SettingName, settings: Settings, { doc }: CommandDescription): OscQueryNode {
  const { tag, value } = oscValueOf(name, settings)
  const range = rangeOf(name, tag)
  return {
    ...{ FULL_PATH: oscAddressOf(name), DESCRIPTION: doc, ACCESS: 3, TYPE: tag, VALUE: [value] },
    ...(range && { RANGE: [range] }),
  }
}

function rangeOf(name: SettingName, tag: OscValue['tag']): OscQueryRange | undefined {
  const { min, max, choices } = settingsFields[name] as { min?: number; max?: number; choices?: readonly string[] }
  if (tag === 's') return choices && { VALS: choices }
  return min === undefined || max === undefined ? undefined : { MIN: min, MAX: max }
}

/** The addresses behind names that stand for many. */
function pathsOf(name: string, cues: readonly string[]): string[] {
  const slots = Array.from({ length: LAST_SLOT - FIRST_SLOT + 1 }, (_, i) => String(FIRST_SLOT + i))
  if (name.endsWith('/N')) return slots.map((slot) => `/${name.replace(/N$/, slot)}`)
  // a cue with a slash in its name has an address too, but not one that a tree can show
  if (name.endsWith('/NAME'))
    return cues.filter((cue) => !cue.includes('/')).map((cue) => `/${name.replace(/NAME$/, cue)}`)
  return [`/${name}`]
}

function actionNode(path: string, { arguments: given, doc }: CommandDescription): OscQueryNode {
  const [, min, max] = /^\[?(\d+)\.\.(\d+)\]?$/.exec(given) ?? []
  const node: OscQueryNode = { FULL_PATH: path, DESCRIPTION: doc, ACCESS: 2 }
  if (min !== undefined) return { ...node, TYPE: 'f', RANGE: [{ MIN: Number(min), MAX: Number(max) }] }
  return /^\[?1\|0\]?$/.test(given) ? { ...node, TYPE: 'i', RANGE: [{ VALS: [0, 1] }] } : { ...node, TYPE: 's' }
}

/** Puts addresses into their folders; `/prompt` is both an address and the folder of `/prompt/0`. */
function contentsOf(leaves: readonly OscQueryNode[], folder = ''): Record<string, OscQueryNode> {
  const names = new Set(leaves.map(({ FULL_PATH }) => FULL_PATH.slice(folder.length + 1).split('/')[0] ?? ''))
  return Object.fromEntries([...names].map((name) => [name, nodeAt(`${folder}/${name}`, leaves)]))
}

function nodeAt(path: string, leaves: readonly OscQueryNode[]): OscQueryNode {
  const own = leaves.find(({ FULL_PATH }) => FULL_PATH === path) ?? { FULL_PATH: path, ACCESS: 0 }
  const below = leaves.filter(({ FULL_PATH }) => FULL_PATH.startsWith(`${path}/`))
  return below.length === 0 ? own : { ...own, CONTENTS: contentsOf(below, path) }
}
