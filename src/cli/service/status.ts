import type { Command } from '../command.ts'
import { say } from '../model/modelSurroundings.ts'
import { tableOf } from '../model/table.ts'

/** `npx i2i service status` */
export const statusCommand: Command = {
  name: 'service status',
  summary: 'Which services run on this machine, since when, and what they say.',
  intro:
    'Shows every service of i2i on this machine with its state, how often it was started anew, and its own line: frames a ' +
    'second and workers for a server, the server for a worker.',
  examples: [['npx i2i service status', 'all services of this machine']],
  fields: {},
  async run(_given, { environment }) {
    const { serviceStates } = await import('#cluster/service/serviceStates.ts')
    const { runSystem } = await import('#cluster/service/runSystem.ts')
    const { readMachine } = await import('#cluster/service/readMachine.ts')
    const { personOf } = await import('#cluster/service/whoRuns.ts')
    const states = await serviceStates(await readMachine('/', runSystem), personOf(environment), runSystem)
    if (states.length === 0) return say('No service of i2i is here. Install one: sudo npx i2i service install server')
    const rows = states.map(({ unit, state, since, restarts, status }) => [unit, state, since, restarts, status])
    say(tableOf(['SERVICE', 'STATE', 'SINCE', 'RESTARTS', 'SAYS'], rows))
  },
}
