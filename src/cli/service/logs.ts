import { serviceFields } from '#cluster/service/serviceFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { readRole } from './roleArgument.ts'

const { follow, lines } = serviceFields
const fields = { follow, lines }

/** `npx i2i service logs [ROLE]` */
export const logsCommand: Command = {
  name: 'service logs',
  summary: 'The log of the services of this machine.',
  intro:
    'Shows the last lines of what the services have said, and why they have ended. The log is kept by journald, which also ' +
    'throws old lines away: there is nothing to rotate.',
  examples: [
    ['npx i2i service logs', 'the last hundred lines of all services'],
    ['npx i2i service logs worker --follow', 'the workers, as they speak'],
  ],
  arguments: [{ name: 'ROLE', doc: 'server, worker or display. Left out: all.', required: false }],
  fields,
  async run(given, { signal }, [word]) {
    const { follow, lines } = configOf(fields, given)
    const role = word === undefined ? {} : { role: readRole(word) }
    const { showJournal } = await import('#cluster/service/journal.ts')
    await showJournal({ ...role, lines, isFollowing: follow, signal })
  },
}
