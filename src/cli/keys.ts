import { boolean, text } from '#settings/field.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

/** What `i2i keys` is told. */
export const keysFields = {
  client: text({ default: '', maxLength: 64, doc: 'Name of another machine that shall be let in.' }),
  dryRun: boolean({ default: false, doc: 'Say what would be done, and do nothing.' }),
} as const

/** Keys for encrypted connections. */
export const keysCommand: Command = {
  name: 'keys',
  summary: 'Makes the keys with which the machines of a show know each other (--curve).',
  intro:
    'With --curve jobs and pictures are encrypted, and only machines whose public key lies in DIR/clients are let in. Run it ' +
    'on the server, once for itself and once for each other machine. Nothing that is there is replaced.',
  examples: [
    ['npx i2i keys', 'the keys of the server, in the folder keys'],
    [
      'npx i2i keys --client atelier-1',
      'a machine with a GPU, or a viewer: keys/for-atelier-1 is copied there as keys',
    ],
    ['npx i2i keys --client atelier-1 --dry-run', 'only say what would be written'],
  ],
  arguments: [{ name: 'DIR', doc: 'Folder of the keys. Left out: keys.', required: false }],
  fields: keysFields,
  async run(given, _surroundings, [folder = 'keys']) {
    const { makeKeys } = await import('#app/keys.ts')
    process.stdout.write(`${await makeKeys({ folder, ...configOf(keysFields, given) })}\n`)
  },
}
