import { machineName } from '#cluster/fleet/fleetMachine.ts'
import { shellWord } from '#cluster/fleet/shellWord.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { commonFields, theFleet, workOptions } from './theFleet.ts'

/** `npx i2i fleet run CMD` */
export const runCommand: Command = {
  name: 'fleet run',
  summary: 'Run a command on all machines.',
  intro:
    'Runs a command in the folder of i2i on every machine, at the same time; each line of output begins with the machine. One ' +
    'word in quotes is a line for the shell there; several words are run exactly as they are.',
  examples: [
    ['npx i2i fleet run nvidia-smi', 'a program'],
    ['npx i2i fleet run "df -h . | tail -n 1"', 'a line for the shell of each machine'],
    ['npx i2i fleet run --time-limit 600 -- git pull --ff-only', 'options of the command stand behind --'],
  ],
  arguments: [{ name: 'CMD', doc: 'What to run.', required: true, isRest: true }],
  fields: commonFields,
  async run(given, { signal }, words) {
    const config = configOf(commonFields, given)
    const { machines } = await theFleet(config)
    const { inFolder } = await import('#cluster/fleet/unitScripts.ts')
    const { fleetWork, requireAll } = await import('#cluster/fleet/fleetWork.ts')
    const { sshText } = await import('#cluster/fleet/ssh.ts')
    const { plainLine } = await import('#remote/plainLine.ts')
    const options = workOptions(config, signal)
    const line = words.length === 1 ? (words[0] ?? '') : words.map(shellWord).join(' ')
    const script = (machine: Parameters<typeof inFolder>[0]) => inFolder(machine, line)
    if (config.dryRun) return say(...machines.map((machine) => sshText(machine, options.ssh, script(machine))))
    const width = Math.max(...machines.map((machine) => machineName(machine).length))
    const onLine = (machine: Parameters<typeof inFolder>[0], text: string) =>
      say(`${machineName(machine).padEnd(width)} | ${plainLine(text)}`)
    requireAll(await fleetWork(machines, { script, onLine, done: () => 'done' }, options))
  },
}
