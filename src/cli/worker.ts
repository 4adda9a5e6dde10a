import { workerConfigFields } from '#settings/config.ts'
import type { Command } from './command.ts'
import { endSoon } from './endSoon.ts'
import { configOf } from './given.ts'

/** A machine that redraws frames. */
export const workerCommand: Command = {
  name: 'worker',
  summary: 'A machine that redraws frames for a server; start one on each GPU.',
  intro:
    'Asks a server for frames, redraws them and sends them back. Start it before or after the server: it waits, and finds ' +
    'the server again after a restart. Prompt, strength and the other picture settings come from the server.',
  examples: [
    ['npx i2i worker --primary-hostname show-server', 'work for the server on that machine'],
    ['npx i2i worker --engine simulate --simulate-ms 40', 'pretend to be a GPU, for planning'],
  ],
  fields: { ...workerConfigFields },
  async run(given, surroundings) {
    const { work } = await import('#app/worker.ts')
    await work({ config: configOf(workerConfigFields, given), onStuck: endSoon }, surroundings)
  },
}
