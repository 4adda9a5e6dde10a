import { serverConfigFields } from '#settings/config.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

const { cameraSize, cameraFps, cameraFormat, log } = serverConfigFields
const fields = { cameraSize, cameraFps, cameraFormat, log }

/** `npx i2i cameras` */
export const camerasCommand: Command = {
  name: 'cameras',
  summary: 'Lists the cameras of this machine: what they deliver, and how to use them.',
  intro:
    'Lists cameras and capture cards with their formats, sizes and rates, says what i2i takes of them, and what is wrong with ' +
    'those that cannot be used. docs/cameras.md tells how to choose.',
  examples: [
    ['npx i2i cameras', 'all cameras, with a command line for each'],
    ['npx i2i cameras --camera-size 1280x720 --camera-fps 60', 'what they would deliver if they were asked for this'],
    ['npx i2i cameras --log json', 'one line of JSON, for scripts'],
  ],
  fields,
  async run(given, surroundings) {
    const { reportCameras } = await import('#app/cameras.ts')
    const { camerasText } = await import('#app/camerasText.ts')
    const config = configOf(fields, given)
    const cameras = await reportCameras(config, surroundings)
    const text = config.log === 'json' ? JSON.stringify({ cameras }) : camerasText(cameras)
    process.stdout.write(`${text}\n`)
  },
}
