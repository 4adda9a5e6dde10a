import { remoteFields } from '#remote/remoteFields.ts'
import { curveFields, logFields } from '#settings/config.ts'
import { boolean, integer, real, text, type ValuesOf } from '#settings/field.ts'

/** What a recording is told at start. */
export const recordConfigFields = {
  connect: text({
    default: 'tcp://127.0.0.1:5557',
    maxLength: 300,
    doc: 'Where the pictures are published, tcp://HOST:PORT. Any program that publishes [timestamp, index, jpg] will do.',
  }),
  ...remoteFields,
  segmentMinutes: real({
    default: 10,
    min: 0,
    max: 1440,
    doc: 'A new file is begun after so many minutes; each plays by itself. 0: one file.',
  }),
  jpegs: text({ default: '', doc: 'Folder into which the untouched JPEGs are written besides, with their times.' }),
  recordInput: boolean({
    default: false,
    doc: 'Record what went in as well, into a second file.',
    // the variable of that name belongs to the server
    flagAliases: ['input'],
  }),
  encoder: text({
    default: 'auto',
    maxLength: 40,
    doc: 'Encoder for H.264, by the name that ffmpeg has for it. auto: that of the graphics card where there is one, otherwise libx264.',
  }),
  quality: integer({
    default: 18,
    min: 0,
    max: 51,
    doc: 'How much H.264 may leave out: 0 nothing, 18 what can hardly be seen, 30 is poor.',
  }),
  ...curveFields,
  ...logFields,
} as const

export type RecordConfig = ValuesOf<typeof recordConfigFields>
