import { statusFields } from '#app/statusFields.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

/** How a running show is. */
export const statusCommand: Command = {
  name: 'status',
  summary: 'How a running server is: health in words, rates, delay, workers, what was dropped and why.',
  intro:
    'Asks a running server how it is. Exit code 0: online, 1: degraded (pictures flow, and the input or the workers are not ' +
    'well), 2: down or not reachable. With --watch it goes on until Ctrl-C.',
  examples: [
    ['npx i2i status', 'the server on this machine'],
    ['npx i2i status --host show-server --watch', 'another one, looked at every second'],
    ['npx i2i status --json | jq .health', 'for scripts'],
  ],
  fields: statusFields,
  async run(given, surroundings) {
    const { tellStatus } = await import('#app/tellStatus.ts')
    await tellStatus(configOf(statusFields, given), surroundings, process.stdout)
  },
}
