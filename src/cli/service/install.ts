import type { Role } from '#cluster/service/role.ts'
import { serviceFields } from '#cluster/service/serviceFields.ts'
import type { Command } from '../command.ts'
import { displayCommand } from '../display.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { serverCommand } from '../server.ts'
import { workerCommand } from '../worker.ts'
import { ROLE, readRole } from './roleArgument.ts'

/** What each service runs. */
const COMMANDS: Readonly<Record<Role, Command>> = {
  server: serverCommand,
  worker: workerCommand,
  display: displayCommand,
}

const { user, gpu, dryRun, replace } = serviceFields
const fields = { user, gpu, dryRun, replace }

/** `npx i2i service install ROLE -- FLAGS` */
export const installCommand: Command = {
  name: 'service install',
  summary: 'Make a service of server, worker or display, and start it.',
  intro:
    'Writes a unit for systemd and starts it, now and with the machine. Run it in the folder with .env and models/; the ' +
    'service runs there too. Options of the service itself stand behind --. Installing again with others changes it; files ' +
    'that were changed by hand are not overwritten. Members of the group i2i may start and stop it without a password.',
  examples: [
    ['sudo npx i2i service install server -- --mode camera', 'the show machine'],
    ['sudo npx i2i service install worker --gpu all -- --primary-hostname show', 'a worker on each graphics card'],
    ['sudo npx i2i service install display', 'the result on the screen, when somebody is logged in'],
    ['npx i2i service install worker --dry-run', 'only show what would be done'],
  ],
  arguments: [ROLE, { name: 'FLAGS', doc: 'Options of the service, behind --.', required: false, isRest: true }],
  fields,
  async run(given, { environment }, [word = '', ...words]) {
    const role = readRole(word)
    const { dryRun, gpu, user, replace } = configOf(fields, given)
    const { planInstall } = await import('#cluster/service/planInstall.ts')
    const { readMachine } = await import('#cluster/service/readMachine.ts')
    const { runSystem } = await import('#cluster/service/runSystem.ts')
    const { personOf, whoRuns } = await import('#cluster/service/whoRuns.ts')
    const { carryOut } = await import('#cluster/service/carryOut.ts')
    const { planText } = await import('#cluster/service/planText.ts')
    const { readFlags, readGpus, readUser, thisPlace } = await import('./installOptions.ts')

    const root = '/'
    const place = thisPlace(process.cwd())
    const machine = await readMachine(root, runSystem)
    const person = personOf(environment)
    const runs = user === '' ? (role === 'display' ? person : whoRuns(place)) : readUser(user)
    const plan = planInstall({
      ...readFlags(COMMANDS[role], words),
      ...{ role, machine, place, root, user: runs, isReplacing: replace },
      gpus: role === 'worker' ? readGpus(gpu, machine) : [],
      operator: person === 'root' ? '' : person,
    })
    if (dryRun) say(planText(plan, root))
    else await carryOut(plan, { root, run: runSystem, say })
  },
}
