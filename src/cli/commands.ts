import type { ConfigFields } from '#settings/config.ts'
import type { Command, Family } from './command.ts'
import { modelCommands, modelFamily } from './model.ts'
import { serverCommand } from './server.ts'
import { soloCommand } from './solo.ts'
import { workerCommand } from './worker.ts'

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [soloCommand, serverCommand, workerCommand, ...modelCommands]

/** First words that several commands share. */
export const families: readonly Family[] = [modelFamily]

/** The options of all commands, for what is shared between them: `.env` and the docs. */
export const allFields: ConfigFields = Object.assign({}, ...commands.map(({ fields }) => fields))
