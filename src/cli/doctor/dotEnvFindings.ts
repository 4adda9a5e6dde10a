import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '#app/doctor/finding.ts'

const SECRETS = /(TOKEN|KEY|SECRET|PASSWORD)\s*=\s*\S/

/** What is wrong with the file `.env` of a folder as a file: lines that nobody reads, and who may see it. */
export function dotEnvFindings(folder: string): Outcome[] {
  const path = join(folder, '.env')
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return []
  const text = readFileSync(path, 'utf8')
  const isOpen = process.platform !== 'win32' && (found.mode & 0o007) !== 0 && SECRETS.test(text)
  const open: Outcome[] = isOpen
    ? [{ state: 'note', said: '.env holds a secret and others may read it.', remedy: `chmod o= ${path}` }]
    : []
  return [...strayLines(text), ...open]
}

/** Lines that set nothing. What stands in them is not told: it may be half of a secret. */
function strayLines(text: string): Outcome[] {
  // a value in quotes may go over several lines
  const plain = text.replaceAll(/=\s*(["'`])[\s\S]*?\1/g, (value) => `=${'\n'.repeat(value.split('\n').length - 1)}`)
  const lines = plain.split('\n').flatMap((line, i) => (isUnderstood(line) ? [] : [i + 1]))
  if (lines.length === 0) return []
  const shown = lines.slice(0, 5).join(', ')
  const said = `.env has lines that set nothing: ${shown}${lines.length > 5 ? ', …' : ''}.`
  return [{ state: 'problem', said, remedy: 'Write NAME=value, or # before a comment; see .env.example.' }]
}

function isUnderstood(line: string): boolean {
  return /^\s*(#.*)?$/.test(line) || /^\s*(export\s+)?[A-Za-z_]\w*\s*=\s*(?!["'`][^"'`]*$)/.test(line)
}
