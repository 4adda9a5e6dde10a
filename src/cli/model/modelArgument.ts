import type { Argument } from '../command.ts'

/** A model that is on this machine. */
export const MODEL: Argument = {
  name: 'MODEL',
  doc: 'OWNER/NAME as npx i2i model list shows it, or a folder.',
  required: true,
}
