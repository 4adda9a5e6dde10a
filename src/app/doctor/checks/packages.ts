import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '#errors/operatorError.ts'
import type { Check } from '../check.ts'
import { type Outcome, ok, problem } from '../finding.ts'
import { firstLine, runTool } from '../runTool.ts'

/** Packages with machine code, and what they are for. */
const NATIVE = {
  zeromq: 'jobs and pictures',
  '@julusian/jpeg-turbo': 'JPEG',
  sharp: 'the preview engine and scaling',
  'onnxruntime-node': 'the diffusion engine',
  koffi: 'the window',
} as const

const REINSTALL = 'npm ci --ignore-scripts'

type LockEntry = { readonly version?: string; readonly optional?: boolean; readonly link?: boolean }

/** The packages that npm has installed: the right ones, and those with machine code really load. */
export const packageChecks: readonly Check[] = [
  { group: 'Programs', name: 'npm packages', look: ({ root }) => installedAsLocked(root) },
  ...Object.entries(NATIVE).map(
    ([name, purpose]): Check => ({ group: 'Programs', name, look: ({ root }) => loads(name, purpose, root) }),
  ),
]

/** In a process of its own: machine code of the wrong kind can take the process with it. */
async function loads(name: string, purpose: string, root: string): Promise<Outcome> {
  const program = `await import(${JSON.stringify(name)})`
  const ran = await runTool(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, withinMs: 7000 })
  if (ran.end === 'done' && ran.code === 0) return ok(`loads (${purpose})`)
  const why = ran.end === 'late' ? 'gave no answer within 7 s' : (ran.signal ?? reasonIn(ran.stderr))
  return problem(`does not load (${purpose}): ${why}`, REINSTALL)
}

function reasonIn(stderr: string): string {
  return /^(?:\w*Error.*?): (.*)$/m.exec(stderr)?.[1] ?? firstLine(stderr)
}

async function installedAsLocked(root: string): Promise<Outcome> {
  const wanted = await lockIn(join(root, 'package-lock.json'))
  const installed = await lockIn(join(root, 'node_modules', '.package-lock.json')).catch((error) => reasonOf(error))
  if (typeof installed === 'string') return problem(`npm has installed nothing here (${installed})`, REINSTALL)
  const wrong = differences(wanted, installed)
  if (wrong.length === 0) return ok(`${Object.keys(installed).length} packages as package-lock.json wants them`)
  return problem(`Not as package-lock.json wants them: ${listed(wrong)}.`, REINSTALL)
}

/** Packages that are missing or of another version. Those that are optional may be missing: they are for other machines. */
export function differences(
  wanted: Readonly<Record<string, LockEntry>>,
  installed: Readonly<Record<string, LockEntry>>,
): string[] {
  return Object.entries(wanted).flatMap(([path, { version, optional, link }]) => {
    if (path === '' || link) return []
    const found = installed[path]
    if (!found) return optional ? [] : [`${short(path)} is missing`]
    return found.version === version ? [] : [`${short(path)} is ${found.version}, not ${version}`]
  })
}

async function lockIn(path: string): Promise<Readonly<Record<string, LockEntry>>> {
  const { packages } = JSON.parse(await readFile(path, 'utf8')) as { packages?: Record<string, LockEntry> }
  return packages ?? {}
}

function short(path: string): string {
  return path.replace(/^.*node_modules\//, '')
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, 3).join(', ')
  return items.length > 3 ? `${shown} and ${items.length - 3} more` : shown
}
