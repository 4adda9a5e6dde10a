import type { Command, Family } from './command.ts'
import { copyKeysCommand } from './fleet/copyKeys.ts'
import { envCommand } from './fleet/env.ts'
import { reloadCommand } from './fleet/reload.ts'
import { runCommand } from './fleet/run.ts'
import { shutdownCommand } from './fleet/shutdown.ts'
import { startCommand, stopCommand } from './fleet/startStop.ts'
import { statusCommand } from './fleet/status.ts'

/** `npx i2i fleet`: all machines at once. */
export const fleetFamily: Family = {
  name: 'fleet',
  summary: 'All machines at once: look, start, stop, restart, switch off, over ssh.',
  intro:
    'Works on the machines of the workers, over ssh and at the same time. They are named in .env as ' +
    'WORKER_MACHINES=show@gpu-1,show@gpu-2, or in fleet.toml. --dry-run shows every command and changes nothing. ' +
    'docs/fleet.md tells how to begin.',
}

/** Its members, in the order of the help. */
export const fleetCommands: readonly Command[] = [
  statusCommand,
  reloadCommand,
  startCommand,
  stopCommand,
  shutdownCommand,
  runCommand,
  copyKeysCommand,
  envCommand,
]
