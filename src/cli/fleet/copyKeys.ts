import { homedir } from 'node:os'
import { fleetFields } from '#cluster/fleet/fleetFields.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'
import { commonFields, theFleet, workOptions } from './theFleet.ts'

const fields = { ...commonFields, key: fleetFields.key }

/** `npx i2i fleet copy-keys` */
export const copyKeysCommand: Command = {
  name: 'fleet copy-keys',
  summary: 'Have all machines let this one in without a password.',
  intro:
    'Makes a key if there is none, and takes it to every machine that does not have it yet; each asks for its password once. ' +
    'To undo: delete the line that ends in "i2i fleet" from ~/.ssh/authorized_keys of a machine.',
  examples: [
    ['npx i2i fleet copy-keys', 'all machines'],
    ['npx i2i fleet copy-keys --dry-run', 'only show the commands'],
  ],
  fields,
  async run(given, { signal }) {
    const config = configOf(fields, given)
    const { machines } = await theFleet(config)
    const { copyKeys, copyKeysText } = await import('#cluster/fleet/copyKeys.ts')
    const key = config.key.replace(/^~(?=\/)/, homedir())
    const options = { ...workOptions(config, signal), key, say }
    if (config.dryRun) return say(...copyKeysText(machines, options))
    await copyKeys(machines, options)
  },
}
