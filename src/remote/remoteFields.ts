import { integer, text } from '#settings/field.ts'

/** How a command reaches the HTTP door of a running server, besides its machine. */
export const remoteFields = {
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
