import type { Clock } from '#flow/clock.ts'
import {
  commandsAnswer,
  cuesAnswer,
  fieldsAnswer,
  promptsAnswer,
  settingsAnswer,
  statusAnswer,
} from '#remote/answers.ts'
import type { ServerClient } from '#remote/serverClient.ts'
import { explained, helpLines } from './help.ts'
import { changedLine, cueLines, promptLines } from './showLines.ts'
import { shownValue } from './shownValue.ts'
import { statusLines } from './statusLines.ts'
import type { Wish } from './wish.ts'

export type ConversationOptions = {
  readonly server: ServerClient
  readonly clock: Clock
  readonly signal: AbortSignal
  /** How wide a line may be, now. */
  readonly columns: () => number
  /** Starts or stops telling what others change, and says which; where nobody listens to that, it throws. */
  readonly watch: (isOn: boolean | undefined) => string
  /** Told what this chat itself has changed. */
  readonly onChanged?: (changed: Readonly<Record<string, unknown>>) => void
}

/** Does what a line wants and says what came of it, mostly on one line. @throws OperatorError */
export async function converse(wish: Wish, options: ConversationOptions): Promise<string[]> {
  const { server, clock, signal } = options
  switch (wish.kind) {
    case 'nothing':
    case 'quit':
      return []
    case 'status':
      return statusLines(await server.get('/api/status', statusAnswer))
    case 'cues':
      return cueLines(await server.get('/api/cues', cuesAnswer))
    case 'prompts':
      return promptLines((await server.get('/api/prompts', promptsAnswer)).history)
    case 'help':
      return help(wish.about, options)
    case 'watch':
      return [options.watch(wish.isOn)]
    case 'wait':
      await clock.until(clock.now() + wish.seconds * 1000, signal)
      return [`waited ${wish.seconds} s`]
    case 'show':
      return [`${wish.setting} ${shownValue((await server.get('/api/settings', settingsAnswer))[wish.setting])}`]
    case 'command':
      return [await command(wish, options)]
  }
}

async function command({ name, args }: Wish & { kind: 'command' }, options: ConversationOptions): Promise<string> {
  const changed = await options.server.command(name, args)
  options.onChanged?.(changed.changed)
  return changedLine(changed)
}

async function help(about: string, { server, columns }: ConversationOptions): Promise<string[]> {
  const { commands } = await server.get('/api/commands', commandsAnswer)
  if (about === '') return helpLines(commands, columns())
  const [fields, settings] = await Promise.all([
    server.get('/api/settings/fields', fieldsAnswer),
    server.get('/api/settings', settingsAnswer),
  ])
  return explained(about, commands, (name) => fields[name] && { range: fields[name].range, current: settings[name] })
}
