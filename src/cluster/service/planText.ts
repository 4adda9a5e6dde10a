import { join } from 'node:path'
import type { Plan, PlanCommand } from './plan.ts'

/** A plan in words, for `--dry-run`: every file with its content, every command in its order, and how it is taken back. */
export function planText(plan: Plan, root: string): string {
  const files = Object.entries(plan.write).map(([path, text]) => `# would write ${join(root, path)}\n${text}`)
  const removals = plan.remove.map((path) => `# would remove ${join(root, path)}`)
  const commands = [...plan.commands.map(commandText), ...removals, ...plan.last.map(commandText)]
  return [...files, ...commands, ...plan.notes.map((note) => `# ${note}`), `# to undo: ${plan.undo}`].join('\n')
}

function commandText({ words, mayFail }: PlanCommand): string {
  const line = shellLine(words)
  return mayFail === undefined ? line : `${line} || true # ${mayFail}`
}

/** A command as a person would type it. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
