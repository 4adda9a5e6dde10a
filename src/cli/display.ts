import { displayConfigFields } from '#display/displayFields.ts'
import type { Command } from './command.ts'
import { configOf } from './given.ts'

/** The result on a screen of this machine. */
export const displayCommand: Command = {
  name: 'display',
  summary: 'Shows the result on a screen: fullscreen, the newest picture, nothing else.',
  intro:
    'Shows the pictures of a server in a window of its own, fullscreen by default. A server starts it by itself on its own ' +
    'machine; this command opens further screens, here or on other machines. ' +
    'Keys: f fullscreen, d details, m mirror, p passthrough, space freeze, q twice within 2 s ends the show.',
  examples: [
    ['npx i2i display', 'the server on this machine, on the first screen'],
    ['npx i2i display --screen 1 --pad', 'the second screen, the whole picture with bars'],
    ['npx i2i display --connect tcp://show-server:5557', 'the server on another machine'],
    ['npx i2i display --windowed --mirror', 'a window, left and right exchanged'],
    ['npx i2i display --rotate 90 --background 101010', 'a screen that stands on its side'],
  ],
  fields: displayConfigFields,
  async run(given, surroundings) {
    const { showOnScreen } = await import('#app/display.ts')
    await showOnScreen(configOf(displayConfigFields, given), surroundings)
  },
}
