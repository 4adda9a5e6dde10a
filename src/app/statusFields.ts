import { remoteFields } from '#remote/remoteFields.ts'
import { boolean, text, type ValuesOf } from '#settings/field.ts'

/** What `npx i2i status` is told. */
export const statusFields = {
  ...remoteFields,
  host: text({ default: '127.0.0.1', doc: 'Name or address of the machine that runs the server.' }),
  json: boolean({ default: false, doc: 'One JSON object instead of text, for scripts.' }),
  watch: boolean({ default: false, doc: 'Look again every second until Ctrl-C.' }),
} as const

export type StatusConfig = ValuesOf<typeof statusFields>
