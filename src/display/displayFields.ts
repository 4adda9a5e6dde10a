import { remoteFields } from '#remote/remoteFields.ts'
import { curveFields, logFields } from '#settings/config.ts'
import { text, type ValuesOf } from '#settings/field.ts'
import { windowFields } from '#settings/windowFields.ts'

/** What the window is told at start. */
export const displayConfigFields = {
  connect: text({
    default: 'tcp://127.0.0.1:5557',
    maxLength: 300,
    doc: 'Where the pictures are published, tcp://HOST:PORT. Any program that publishes [timestamp, index, jpg] will do.',
  }),
  ...remoteFields,
  ...curveFields,
  ...windowFields,
  // the variable of that name belongs to the setting, which mirrors the picture for everybody
  windowMirror: { ...windowFields.windowMirror, flagAliases: ['mirror'] },
  ...logFields,
} as const

export type DisplayConfig = ValuesOf<typeof displayConfigFields>
