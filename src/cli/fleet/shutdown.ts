import { fleetFields } from '#cluster/fleet/fleetFields.ts'
import { hubFields } from '#hub/hubFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { isAgreed } from './isAgreed.ts'
import { commonFields, theFleet, workOptions } from './theFleet.ts'

const { keepServer, powerOff } = fleetFields
const fields = { ...commonFields, keepServer, powerOff, yes: hubFields.yes }

/** `npx i2i fleet shutdown` */
export const shutdownCommand: Command = {
  name: 'fleet shutdown',
  summary: 'Switch everything off: first the services, then the workers, then the server.',
  intro:
    'Stops the services of the workers and of the server, switches the machines of the workers off, and last that of the ' +
    'server: the one in fleet.toml under [server], or else this one. A machine that cannot be reached does not hold up the ' +
    'others. Nothing undoes it but the power button.',
  examples: [
    ['npx i2i fleet shutdown', 'asks first'],
    ['npx i2i fleet shutdown --yes', 'does not ask'],
    ['npx i2i fleet shutdown --keep-server', 'only the machines of the workers'],
  ],
  fields,
  async run(given, { signal }) {
    const config = configOf(fields, given)
    const { machines, server } = await theFleet(config)
    const { shutdownFleet, shutdownText } = await import('#cluster/fleet/shutdownFleet.ts')
    const options = { ...workOptions(config, signal), keepServer: config.keepServer, powerOff: config.powerOff, say }
    const plan = { machines, server }
    if (config.dryRun) return say(...shutdownText(plan, options))
    const { machineName } = await import('#cluster/fleet/fleetMachine.ts')
    const names = [...machines, ...(config.keepServer ? [] : [server])].map(machineName)
    if (!config.yes && !(await isAgreed(`Switch off ${names.join(', ')}?`, signal))) return say('Nothing was done.')
    await shutdownFleet(plan, options)
  },
}
