import type { Command, Family } from './command.ts'
import { installCommand } from './service/install.ts'
import { logsCommand } from './service/logs.ts'
import { shortcutsCommand } from './service/shortcuts.ts'
import { statusCommand } from './service/status.ts'
import { uninstallCommand } from './service/uninstall.ts'

/** `npx i2i service`: what starts with the machine and is started anew when it dies. */
export const serviceFamily: Family = {
  name: 'service',
  summary: 'Start server, worker and display with the machine, and keep them running.',
  intro:
    'Makes services of systemd from the commands server, worker and display: they start with the machine, are watched, and ' +
    'are started anew when they end or hang. docs/services.md tells the rest.',
}

/** Its members, in the order of the help. */
export const serviceCommands: readonly Command[] = [
  installCommand,
  statusCommand,
  logsCommand,
  uninstallCommand,
  shortcutsCommand,
]
