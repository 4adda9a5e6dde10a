import type { Command, Family } from './command.ts'
import { benchCommand } from './model/bench.ts'
import { infoCommand } from './model/info.ts'
import { listCommand } from './model/list.ts'
import { pullCommand } from './model/pull.ts'
import { removeCommand } from './model/remove.ts'
import { verifyCommand } from './model/verify.ts'

/** `npx i2i model`: everything about the models on this machine. */
export const modelFamily: Family = {
  name: 'model',
  summary: 'Download, list, check, time and remove the models for --engine diffusion.',
  intro:
    'Models are downloaded once from the Hugging Face Hub and then used without a network. They lie in models/ below the ' +
    'current folder; those in the cache of other Hugging Face programs are found and used where they are. ' +
    'docs/models.md says which work.',
}

/** Its members, in the order of the help. */
export const modelCommands: readonly Command[] = [
  listCommand,
  pullCommand,
  infoCommand,
  verifyCommand,
  removeCommand,
  benchCommand,
]
