import { fleetFields } from '#cluster/fleet/fleetFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { commonFields, serverFields, theFleet, theServer, workOptions } from './theFleet.ts'

const fields = { ...commonFields, ...serverFields, backWithin: fleetFields.backWithin }

/** `npx i2i fleet reload` */
export const reloadCommand: Command = {
  name: 'fleet reload',
  summary: 'Restart all workers one after the other, while the picture goes on.',
  intro:
    'Restarts one worker, waits until the server sees it ready again, and only then goes on to the next. It stops at the ' +
    'first that does not come back. Services that are stopped stay so.',
  examples: [
    ['npx i2i fleet reload', 'all workers'],
    ['npx i2i fleet reload --back-within 300', 'with a model that takes minutes to load'],
  ],
  fields,
  async run(given, { signal, clock }) {
    const config = configOf(fields, given)
    const { machines } = await theFleet(config)
    const { reloadFleet, reloadText } = await import('#cluster/fleet/reloadFleet.ts')
    const options = workOptions(config, signal)
    const server = await theServer(config, signal)
    if (config.dryRun) return say(...reloadText(machines, options.ssh, server.address))
    await reloadFleet(machines, { ...options, server, clock, backWithinMs: config.backWithin * 1000, say })
  },
}
