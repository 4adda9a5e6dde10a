/** What the service manager tells the process that it has started, and nobody else. */
export const NOTIFY_VARIABLES = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'] as const

/** Takes these variables out of an environment, so that no child speaks in the name of its parent. */
export function keepFromChildren(environment: Record<string, string | undefined>): void {
  for (const name of NOTIFY_VARIABLES) delete environment[name]
}
