import { recordConfigFields } from '#recording/recordFields.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

/** What people ask for afterwards. */
export const recordCommand: Command = {
  name: 'record',
  summary: 'Records the result as a video, with the times of its pictures.',
  intro:
    'Records the pictures of a running server as H.264, each at its own time, until Ctrl-C. A new file is begun every ten ' +
    'minutes; a recording that is cut off plays up to its last second. It costs the show nothing: what cannot be written in ' +
    'time is left out, counted and told.',
  examples: [
    ['npx i2i record', 'a file named by date and time in data/recordings'],
    ['npx i2i record show.mp4', 'show-001.mp4, show-002.mp4, …'],
    ['npx i2i record show.mp4 --input', 'what went in besides, as show-input-001.mp4'],
    ['npx i2i record show.mkv --segment-minutes 0', 'one file'],
    ['npx i2i record --jpegs data/evening', 'only the untouched JPEGs, with their times'],
    ['npx i2i record show.mp4 --connect tcp://show-server:5557', 'the server on another machine'],
  ],
  arguments: [
    { name: 'OUT', doc: 'The file: .mp4, .mov or .mkv. Left out: data/recordings/DATE TIME.mp4.', required: false },
  ],
  fields: recordConfigFields,
  async run(given, surroundings, [out = '']) {
    const { recordShow } = await import('#app/record.ts')
    const { recordingWatcher } = await import('#app/recordingWatcher.ts')
    const watcher = recordingWatcher(surroundings)
    const config = configOf(recordConfigFields, given)
    await recordShow({ config, out, onProgress: watcher.onProgress }, surroundings).catch(watcher.failed)
  },
}
