import { serviceFields } from '#cluster/service/serviceFields.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { say } from '../model/modelSurroundings.ts'

const { dryRun, remove } = serviceFields
const fields = { dryRun, remove }

/** `npx i2i service shortcuts` */
export const shortcutsCommand: Command = {
  name: 'service shortcuts',
  summary: 'Keys of the GNOME desktop: Alt+Q shuts all machines down, Alt+R reloads the workers.',
  intro:
    'Adds two shortcuts to the GNOME desktop of whoever runs it, for shutdown.sh and reload.sh of this folder. Other ' +
    'shortcuts stay. Run it without sudo, in the session that has the keyboard.',
  examples: [
    ['npx i2i service shortcuts', 'set Alt+Q and Alt+R'],
    ['npx i2i service shortcuts --remove', 'take them away again'],
  ],
  fields,
  async run(given) {
    const { dryRun, remove } = configOf(fields, given)
    if (process.getuid?.() === 0 && process.env.SUDO_USER !== undefined) throw withoutSudo()
    const { SHORTCUTS, runShortcutCommands, shortcutCommands, shortcutRemoval } = await import(
      '#cluster/service/shortcuts.ts'
    )
    const { runSystem } = await import('#cluster/service/runSystem.ts')
    const { thisPlace } = await import('./installOptions.ts')
    const { program } = thisPlace(process.cwd())
    const commands = await (remove ? shortcutRemoval(runSystem) : shortcutCommands(program, runSystem))
    const undo = remove ? 'npx i2i service shortcuts' : 'npx i2i service shortcuts --remove'
    if (dryRun) {
      const { shellLine } = await import('#cluster/service/planText.ts')
      return say(...commands.map(shellLine), `# to undo: ${undo}`)
    }
    await runShortcutCommands(commands, runSystem)
    say(...SHORTCUTS.map(({ key, name }) => `${key}  ${name}${remove ? ' (removed)' : ''}`), `To undo: ${undo}`)
  },
}

function withoutSudo(): OperatorError {
  const remedy = 'Run it without sudo: npx i2i service shortcuts'
  return new OperatorError('BAD_OPTION', 'Shortcuts belong to a person, and sudo is another one.', remedy)
}
