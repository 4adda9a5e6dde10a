import { chatConfigFields } from '#chat/chatFields.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

/** Playing a show from a text console. */
export const chatCommand: Command = {
  name: 'chat',
  summary: 'Talk to a running server from a text console or a script: prompts, settings, cues.',
  intro:
    'Plain text becomes the prompt; words with a slash set everything else, by the same names as OSC and HTTP. Tab ' +
    'completes, /help lists all. Without a terminal it reads lines from its standard input and answers each with one line.',
  examples: [
    ['npx i2i chat', 'a console for the server on this machine'],
    ['npx i2i chat --host show-server --token TOKEN', 'for that on another machine, which wants a token'],
    ['npx i2i chat "/cue sunset"', 'one line, and done'],
    ['npx i2i chat < evening.txt', 'a script: a line each, # before comments, /wait 2 to wait'],
  ],
  arguments: [{ name: 'LINE', doc: 'One line to say, in quotes, instead of opening a console.', required: false }],
  fields: chatConfigFields,
  async run(given, { clock, signal }, [line]) {
    const { chat } = await import('#chat/chat.ts')
    const { historyPath } = await import('#chat/historyPath.ts')
    const { stdin: input, stdout: output, stderr: errors } = process
    const config = configOf(chatConfigFields, given)
    await chat({ config, line, input, output, errors, historyPath: historyPath(process.env), clock, signal })
  },
}
