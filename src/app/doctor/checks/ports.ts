import { flagOf } from '#settings/optionNames.ts'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import { type Holder, portHolder } from '../portHolders.ts'

const PORTS = {
  jobPort: { kind: 'tcp', purpose: 'jobs' },
  settingsPort: { kind: 'tcp', purpose: 'page and HTTP' },
  outputPort: { kind: 'tcp', purpose: 'pictures' },
  oscPort: { kind: 'udp', purpose: 'OSC' },
} as const

/** Whether a server that starts here would get its ports. */
export const portChecks: readonly Check[] = Object.entries(PORTS).map(([option, { kind, purpose }]) => ({
  group: 'Network',
  name: `${purpose} port`,
  async look({ config, system }) {
    const port = config[option as keyof typeof PORTS]
    if (port === 0) return ok('switched off')
    if (system.platform !== 'linux') return note(`${port}: who has it is told on Linux only.`)
    return portOutcome(port, option, await portHolder({ kind, port }))
  },
}))

/** What it means that somebody has a port. @param option the option that names it */
export function portOutcome(port: number, option: string, holder: Holder | undefined): Outcome {
  if (!holder) return ok(`${port} is free`)
  const { pid, command } = holder
  if (pid === undefined) {
    return problem(`${port} is taken by a program of another user.`, `sudo ss -lnptu 'sport = :${port}' (it names it)`)
  }
  if (/(main\.ts|i2i(\.mjs)?) (server|solo)\b/.test(command ?? '')) return ok(`${port} is in use by i2i (pid ${pid})`)
  const name = (command ?? '').slice(0, 80)
  return problem(`${port} is taken by pid ${pid}: ${name}`, `kill ${pid}, or take another port with ${flagOf(option)}`)
}
