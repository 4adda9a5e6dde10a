import type { ConfigFields } from '#settings/config.ts'
import { camerasCommand } from './cameras.ts'
import { chatCommand } from './chat.ts'
import type { Command, Family } from './command.ts'
import { displayCommand } from './display.ts'
import { doctorCommandOf } from './doctor.ts'
import { fleetCommands, fleetFamily } from './fleet.ts'
import { framesCommand } from './frames.ts'
import { keysCommand } from './keys.ts'
import { modelCommands, modelFamily } from './model.ts'
import { recordCommand } from './record.ts'
import { renderCommand } from './render.ts'
import { serverCommand } from './server.ts'
import { serviceCommands, serviceFamily } from './service.ts'
import { soloCommand } from './solo.ts'
import { statusCommand } from './status.ts'
import { workerCommand } from './worker.ts'

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  soloCommand,
  serverCommand,
  workerCommand,
  displayCommand,
  statusCommand,
  doctorCommandOf(() => allFields),
  camerasCommand,
  chatCommand,
  recordCommand,
  keysCommand,
  renderCommand,
  framesCommand,
  ...modelCommands,
  ...serviceCommands,
  ...fleetCommands,
]

/** First words that several commands share. */
export const families: readonly Family[] = [modelFamily, serviceFamily, fleetFamily]

/**
 * The options of all commands, for what is shared between them: `.env` and the docs. Where two commands put different
 * words to an option, those of the earlier command count.
 */
export const allFields: ConfigFields = Object.assign({}, ...commands.map(({ fields }) => fields).reverse())
