import { integer, text, type ValuesOf } from '#settings/field.ts'

/** What the chat is told at start: where the server is. */
export const chatConfigFields = {
  host: text({
    default: '127.0.0.1',
    maxLength: 253,
    doc: 'Name or address of the machine that runs the server.',
  }),
  settingsPort: integer({
    default: 5556,
    min: 1,
    max: 65535,
    aliases: ['port'],
    doc: 'Port of the page and the HTTP API of the server.',
  }),
  token: text({
    default: '',
    maxLength: 200,
    doc: 'Word that the server wants from everybody who changes something. Better in .env as TOKEN than in the command.',
  }),
} as const

export type ChatConfig = ValuesOf<typeof chatConfigFields>
