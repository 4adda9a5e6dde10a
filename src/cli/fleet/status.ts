import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { commonFields, serverFields, theFleet, theServer, workOptions } from './theFleet.ts'

const fields = { ...commonFields, ...serverFields }

/** `npx i2i fleet status` */
export const statusCommand: Command = {
  name: 'fleet status',
  summary: 'How all machines are, and whether the server sees their workers.',
  intro:
    'Asks every machine: since when it runs, load, free disk, version, services, graphics cards. The column SERVER tells what ' +
    'the server says of each worker. Ends with exit code 1 if a machine cannot be asked.',
  examples: [
    ['npx i2i fleet status', 'all machines'],
    ['npx i2i fleet status --worker-machines show@gpu-3', 'one machine'],
  ],
  fields,
  async run(given, { signal }) {
    const config = configOf(fields, given)
    const { machines } = await theFleet(config)
    const { probeScript } = await import('#cluster/fleet/probe.ts')
    const { fleetWork, requireAll } = await import('#cluster/fleet/fleetWork.ts')
    const { sshText } = await import('#cluster/fleet/ssh.ts')
    const { STATUS_HEADING, statusRows } = await import('#cluster/fleet/statusRows.ts')
    const { seenBy } = await import('#cluster/fleet/serverView.ts')
    const { tableOf } = await import('../model/table.ts')
    const options = workOptions(config, signal)
    if (config.dryRun) return say(...machines.map((machine) => sshText(machine, options.ssh, probeScript(machine))))
    const seeing = seenBy(await theServer(config, signal))
    const outcomes = await fleetWork(machines, { script: probeScript, done: () => 'answered' }, options)
    const { view, problem } = await seeing
    say(
      tableOf(
        STATUS_HEADING,
        outcomes.flatMap((outcome) => statusRows(outcome, view)),
      ),
    )
    if (problem !== undefined) say('', `The server was not asked: ${problem}`)
    requireAll(outcomes)
  },
}
