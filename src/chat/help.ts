import { OperatorError } from '#errors/operatorError.ts'
import type { CommandText } from '#remote/answers.ts'
import { optionNamed } from '#settings/optionNames.ts'
import { settingsFields } from '#settings/schema.ts'
import { shownValue } from './shownValue.ts'

/** What the chat understands by itself, without the server. */
export const ownCommands: readonly CommandText[] = [
  own('help', '[WORD]', 'Lists everything, or explains one word.', 'help strength'),
  own('status', '', 'How the show is: health, rate, workers, prompt.', 'status'),
  own('cue', '[NAME]', 'Lists the cues, or goes to one in its own time.', 'cue sunset'),
  own('prompts', '', 'The latest prompts, whoever set them.', 'prompts'),
  own('watch', '[on|off]', 'Tells what others change.', 'watch'),
  own('wait', '[0..3600]', 'Waits so many seconds, for scripts.', 'wait 2'),
  own('quit', '', 'Ends the chat; the show goes on. So do Ctrl-C and Ctrl-D.', 'quit'),
]

/** What a setting takes and is now. */
export type Standing = { readonly range: string; readonly current: unknown }

/** Everything that can be said, in groups. @param columns how wide the terminal is */
export function helpLines(commands: readonly CommandText[], columns: number): string[] {
  const ownNames = ownCommands.map(({ name }) => name)
  const of = (kind: CommandText['kind']) =>
    commands.filter((each) => each.kind === kind && !ownNames.includes(each.name))
  return [
    'Plain text is a prompt. Tab completes; /help strength explains one word.',
    ...group('Chat', ownCommands.map(usageOf), columns),
    ...group('Actions', of('action').map(usageOf), columns),
    ...group('Settings', of('setting').map(usageOf), columns),
  ]
}

/** Explains one word: what it takes, what it is now, an example. @throws OperatorError COMMAND_UNKNOWN */
export function explained(
  word: string,
  commands: readonly CommandText[],
  standingOf: (setting: string) => Standing | undefined,
): string[] {
  const found = commandFor(word, ownCommands) ?? commandFor(word, commands)
  if (!found) {
    const message = `There is no command ${JSON.stringify(word.slice(0, 60))}.`
    throw new OperatorError('COMMAND_UNKNOWN', message, '/help lists all of them.')
  }
  const standing =
    found.kind === 'setting' ? standingOf(optionNamed(found.name, settingsFields) ?? found.name) : undefined
  const also = found.aliases.length > 0 ? [`Also /${found.aliases.join(', /')}.`] : []
  const takes = standing ? [`Takes ${standing.range}; now ${shownValue(standing.current)}.`] : []
  return [`${usageOf(found)}: ${found.doc}`, [...takes, ...also, `Example: /${found.example}`].join(' ')]
}

/** The command of a name, in any spelling; `prompt/3` is one of `prompt/N`. */
function commandFor(word: string, commands: readonly CommandText[]): CommandText | undefined {
  const wanted = plain(word)
  const numbered = wanted.replace(/\/\d+$/, '/n')
  const named = (name: string) => commands.find((each) => [each.name, ...each.aliases].map(plain).includes(name))
  return named(wanted) ?? named(numbered)
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase()
}

function usageOf({ name, arguments: taken }: CommandText): string {
  return `/${name}${taken ? ` ${taken}` : ''}`
}

/** A title and items that flow from line to line. */
function group(title: string, items: readonly string[], columns: number): string[] {
  const indent = ' '.repeat(10)
  const lines: string[] = []
  for (const item of items) {
    const longer = `${lines.at(-1)}  ${item}`
    if (lines.length > 0 && longer.length < columns - indent.length) lines[lines.length - 1] = longer
    else lines.push(item)
  }
  return lines.map((line, i) => `${i === 0 ? title.padEnd(indent.length) : indent}${line}`)
}

function own(name: string, taken: string, doc: string, example: string): CommandText {
  return { name, aliases: [], arguments: taken, doc, example, kind: 'action' }
}
