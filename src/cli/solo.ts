import { serverConfigFields, workerConfigFields } from '#settings/config.ts'
import { reachableHere } from '#settings/listenHost.ts'
import { settingsFields } from '#settings/schema.ts'
import type { Command } from './command.ts'
import { configOf, settingsOf } from './given.ts'

// the worker is a child of the server, so there is no other machine to name
const { primaryHostname: _, ...childFields } = workerConfigFields
const defaults = { host: '127.0.0.1' }

/** Everything on one machine. */
export const soloCommand: Command = {
  name: 'solo',
  summary: 'Everything on this machine: the server and one worker. Start here.',
  intro:
    'Runs the server and one worker on this machine. Without options it plays a short sample clip; open the address that ' +
    'it prints to see the result. Ctrl-C ends everything.',
  examples: [
    ['npx i2i solo --prompt "a forest in autumn, watercolour"', 'the sample clip, redrawn'],
    ['npx i2i solo --mode camera', 'the first camera'],
    ['npx i2i solo --input film.mp4 --strength 0.5', 'a video file, closer to the original'],
    ['npx i2i solo --directory data/frames --fps 25', 'a folder of JPEG or PNG pictures'],
    ['npx i2i solo --host 0.0.0.0', 'let other machines see the pictures and send workers'],
  ],
  fields: { ...settingsFields, ...serverConfigFields, ...childFields },
  defaults,
  async run(given, surroundings) {
    const { solo } = await import('#app/solo.ts')
    const server = configOf(serverConfigFields, given, defaults)
    const worker = configOf(workerConfigFields, { ...given, primaryHostname: reachableHere(server.host) })
    await solo({ server, worker, settings: settingsOf(given) }, surroundings)
  },
}
