import { framesFields } from '#app/frames/framesFields.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

/** From a video to a folder that a show can play. */
export const framesCommand: Command = {
  name: 'frames',
  summary: 'Takes the frames out of a video, as a folder of pictures for a show.',
  intro:
    'Writes numbered JPEGs, near lossless and in order, to DIR (data/frames, which a server plays unless it is told otherwise). ' +
    'A server can be switched to the folder while it fills. Run it again after an interruption and it goes on. ' +
    'DIR must hold no other pictures.',
  examples: [
    ['npx i2i frames clip.mp4', 'to data/frames, 30 frames a second'],
    ['npx i2i frames clip.mp4 data/clip --fps 25 --size 1024x576', 'another folder, rate and size'],
    ['npx i2i frames clip.mp4 data/intro --start 60 --seconds 30', 'half a minute of it'],
    ['npx i2i frames other.mp4 --overwrite', 'in the place of the frames of another video'],
  ],
  arguments: [
    { name: 'VIDEO', doc: 'A video file, or anything else that ffmpeg opens.', required: true },
    { name: 'DIR', doc: 'Folder for the frames, made if need be. Left out: data/frames.', required: false },
  ],
  fields: framesFields,
  async run(given, surroundings, [video = '', folder = 'data/frames']) {
    const { takeFrames } = await import('#app/frames.ts')
    await takeFrames({ video, folder, config: configOf(framesFields, given), terminal: process.stderr }, surroundings)
  },
}
