import { fleetFields } from '#cluster/fleet/fleetFields.ts'
import { hubFields } from '#hub/hubFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { isAgreed } from './isAgreed.ts'
import { commonFields, theFleet, workOptions } from './theFleet.ts'

const fields = { ...commonFields, undo: fleetFields.undo, yes: hubFields.yes }

/** `npx i2i fleet env` */
export const envCommand: Command = {
  name: 'fleet env',
  summary: 'Give all machines the .env of this folder.',
  intro:
    'Shows what would change on each machine, asks, and writes it. Each machine keeps its own WORKER_ID and its own lines that ' +
    'end in "# local"; such lines of this folder stay here. The .env from before is kept as .env.before, and --undo puts it ' +
    'back. Workers read it at their next start: npx i2i fleet reload.',
  examples: [
    ['npx i2i fleet env', 'show the changes, ask, write'],
    ['npx i2i fleet env --undo', 'put back what was there before'],
  ],
  fields,
  async run(given, { signal }) {
    const config = configOf(fields, given)
    const { machines } = await theFleet(config)
    const { distributeEnv, envText, undoEnv } = await import('#cluster/fleet/distributeEnv.ts')
    const agree = async (question: string) => config.yes || isAgreed(question, signal)
    const options = { ...workOptions(config, signal), path: '.env', agree, say }
    if (config.dryRun && config.undo) return say(...envText(machines, options))
    if (config.undo) return undoEnv(machines, options)
    await distributeEnv(machines, { ...options, isDryRun: config.dryRun })
  },
}
