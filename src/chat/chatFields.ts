import { remoteFields } from '#remote/remoteFields.ts'
import { text, type ValuesOf } from '#settings/field.ts'

/** What the chat is told at start: where the server is. */
export const chatConfigFields = {
  host: text({
    default: '127.0.0.1',
    maxLength: 253,
    doc: 'Name or address of the machine that runs the server.',
  }),
  ...remoteFields,
} as const

export type ChatConfig = ValuesOf<typeof chatConfigFields>
