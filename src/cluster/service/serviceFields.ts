import { boolean, integer, text } from '#settings/field.ts'

/** Options of `i2i service`. */
export const serviceFields = {
  user: text({
    default: '',
    maxLength: 32,
    doc: 'User whom the service runs as. Left out: i2i-service, made for it; for a display, whoever is at the screen.',
  }),
  gpu: text({
    default: '0',
    maxLength: 200,
    doc: 'Graphics cards to put a worker on each: a number, several separated by commas, or all.',
  }),
  dryRun: boolean({ default: false, doc: 'Only show every file and command, change nothing.' }),
  replace: boolean({
    default: false,
    doc: 'Replace files that were changed by hand too; a copy is kept beside each, as FILE.old.',
  }),
  follow: boolean({ default: false, doc: 'Go on with new lines as they come, until Ctrl-C.' }),
  lines: integer({ default: 100, min: 1, max: 100_000, doc: 'How many of the last lines.' }),
  remove: boolean({ default: false, doc: 'Take the shortcuts away again.' }),
} as const
