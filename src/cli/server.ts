import { serverConfigFields } from '#settings/config.ts'
import { settingsFields } from '#settings/schema.ts'
import type { Command } from './command.ts'
import { configOf, settingsOf } from './given.ts'

/** The machine that has the pictures and the settings. */
export const serverCommand: Command = {
  name: 'server',
  summary: 'The machine with the camera: gives frames to workers, puts results in order, publishes them.',
  intro:
    'Reads the pictures, gives them to workers on any number of machines, puts the results back in order and publishes ' +
    'them. Workers may come and go at any time. It listens on all addresses of this machine: use it in a network you trust.',
  examples: [
    ['npx i2i server', 'the sample clip, waiting for workers'],
    ['npx i2i server --mode camera --batch-size 2', 'the first camera, two frames a job'],
    ['npx i2i worker --primary-hostname show-server', 'on each machine with a GPU'],
  ],
  fields: { ...settingsFields, ...serverConfigFields },
  async run(given, surroundings) {
    const { serve } = await import('#app/server.ts')
    await serve({ config: configOf(serverConfigFields, given), settings: settingsOf(given) }, surroundings)
  },
}
