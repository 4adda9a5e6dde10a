import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { commonFields, theFleet, workOptions } from './theFleet.ts'

/** `npx i2i fleet start` */
export const startCommand = startOrStop('start', {
  summary: 'Start the services of all workers.',
  intro: 'Starts every service of a worker that is installed on the machines. To undo: npx i2i fleet stop.',
})

/** `npx i2i fleet stop` */
export const stopCommand = startOrStop('stop', {
  summary: 'Stop the services of all workers.',
  intro:
    'Stops every service of a worker; it starts again with the machine, or with npx i2i fleet start. The server goes on, and ' +
    'shows the last picture.',
})

function startOrStop(verb: 'start' | 'stop', { summary, intro }: Pick<Command, 'summary' | 'intro'>): Command {
  return {
    name: `fleet ${verb}`,
    ...{ summary, intro },
    examples: [
      [`npx i2i fleet ${verb}`, 'on all machines'],
      [`npx i2i fleet ${verb} --dry-run`, 'only show the commands'],
    ],
    fields: commonFields,
    async run(given, { signal }) {
      const config = configOf(commonFields, given)
      const { machines } = await theFleet(config)
      const { allUnits } = await import('#cluster/fleet/unitScripts.ts')
      const { fleetWork, requireAll } = await import('#cluster/fleet/fleetWork.ts')
      const { sshText } = await import('#cluster/fleet/ssh.ts')
      const options = workOptions(config, signal)
      const undo = `# to undo: npx i2i fleet ${verb === 'start' ? 'stop' : 'start'}`
      if (config.dryRun) return say(...machines.map((m) => sshText(m, options.ssh, allUnits(m, verb))), undo)
      const did = verb === 'start' ? 'started' : 'stopped'
      const done = ({ stdout }: { stdout: string }) => `${did} ${stdout.trim()}`
      const outcomes = await fleetWork(machines, { script: (machine) => allUnits(machine, verb), done }, options)
      const { withRemedy } = await import('#cluster/fleet/withRemedy.ts')
      requireAll(outcomes.map(withRemedy))
    },
  }
}
