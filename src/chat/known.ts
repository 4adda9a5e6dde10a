import { commandsAnswer, foldersAnswer } from '#remote/answers.ts'
import type { ServerClient } from '#remote/serverClient.ts'
import { variableOf } from '#settings/optionNames.ts'
import { settingsFields } from '#settings/schema.ts'

/** What the chat knows about a show, for completion: it lags behind a little and is never waited for long. */
export class Known {
  /** Names of commands; the settings of this version until the server has told its own. */
  names: readonly string[] = Object.keys(settingsFields).map((name) => variableOf(name).toLowerCase())
  /** Names, in the order of the file. */
  cues: readonly string[] = []
  folders: readonly string[] = []
  readonly #server: ServerClient

  constructor(server: ServerClient) {
    this.#server = server
  }

  /** Asks for what no event tells. @throws OperatorError */
  async refresh(): Promise<void> {
    const [{ commands }, { folders }] = await Promise.all([
      this.#server.get('/api/commands', commandsAnswer),
      this.#server.get('/api/folders', foldersAnswer),
    ])
    this.names = commands.flatMap(({ name, aliases }) => [name, ...aliases])
    this.folders = folders.map(({ name }) => name)
  }
}
