import { serviceFields } from '#cluster/service/serviceFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { ROLE, readRole } from './roleArgument.ts'

const { dryRun, replace } = serviceFields
const fields = { dryRun, replace }

/** `npx i2i service uninstall ROLE` */
export const uninstallCommand: Command = {
  name: 'service uninstall',
  summary: 'Stop a service and remove what its installation has written.',
  intro:
    'Stops the service, keeps it from starting with the machine and removes its files, and no others. Those that were ' +
    'changed by hand stay, unless --replace says otherwise. Cues and recordings are kept.',
  examples: [
    ['sudo npx i2i service uninstall worker', 'all workers of this machine'],
    ['npx i2i service uninstall server --dry-run', 'only show what would be done'],
  ],
  arguments: [ROLE],
  fields,
  async run(given, _surroundings, [word = '']) {
    const role = readRole(word)
    const { dryRun, replace } = configOf(fields, given)
    const { planUninstall } = await import('#cluster/service/planUninstall.ts')
    const { readMachine } = await import('#cluster/service/readMachine.ts')
    const { runSystem } = await import('#cluster/service/runSystem.ts')
    const { carryOut } = await import('#cluster/service/carryOut.ts')
    const { planText } = await import('#cluster/service/planText.ts')
    const root = '/'
    const plan = planUninstall({ role, machine: await readMachine(root, runSystem), root, isReplacing: replace })
    if (dryRun) say(planText(plan, root))
    else await carryOut(plan, { root, run: runSystem, say })
  },
}
