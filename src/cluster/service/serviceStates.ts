import { OperatorError } from '#errors/operatorError.ts'
import type { Machine } from './machine.ts'
import { unitName } from './role.ts'
import type { RunSystem } from './runSystem.ts'

/** How a service is, in systemd's words. */
export type ServiceState = {
  readonly unit: string
  /** `active (running)` */
  readonly state: string
  readonly since: string
  /** How often it was started anew by itself. */
  readonly restarts: string
  /** What it says itself. */
  readonly status: string
}

const PROPERTIES = ['Id', 'ActiveState', 'SubState', 'ActiveEnterTimestamp', 'NRestarts', 'StatusText']

/**
 * All services of this machine that belong to us, also those that are not running.
 * @param person whose session a display belongs to
 * @throws OperatorError SERVICE_FAILED when systemd does not answer
 */
export async function serviceStates(
  { roles, workers }: Pick<Machine, 'roles' | 'workers'>,
  person: string,
  run: RunSystem,
): Promise<ServiceState[]> {
  const server = roles.includes('server') ? [unitName('server')] : []
  const system = [...server, ...workers.map((gpu) => unitName('worker', gpu))]
  const states = system.length > 0 ? await statesOf(['systemctl'], system, run) : []
  if (states instanceof OperatorError) throw states
  if (!roles.includes('display')) return states
  const session = await statesOf(['systemctl', `--machine=${person}@.host`, '--user'], [unitName('display')], run)
  // outside of a session there is nobody to ask
  return [...states, ...(session instanceof OperatorError ? [noSession(person)] : session)]
}

function noSession(person: string): ServiceState {
  return { unit: unitName('display'), state: `unknown (no session of ${person})`, since: '', restarts: '', status: '' }
}

async function statesOf(
  systemctl: readonly string[],
  units: readonly string[],
  run: RunSystem,
): Promise<ServiceState[] | OperatorError> {
  const { code, stdout, stderr } = await run([...systemctl, 'show', `--property=${PROPERTIES.join(',')}`, ...units])
  if (code === 0) return stdout.split(/\n\n+/).flatMap(readState)
  const remedy = 'Is this a machine with systemd?'
  return new OperatorError('SERVICE_FAILED', `systemd does not answer: ${stderr.trim()}.`, remedy)
}

function readState(block: string): ServiceState[] {
  const values = new Map(block.split('\n').map((line) => splitOnce(line)))
  const value = (name: string) => values.get(name) ?? ''
  if (value('Id') === '') return []
  return [
    {
      unit: value('Id'),
      state: `${value('ActiveState')} (${value('SubState')})`,
      since: value('ActiveEnterTimestamp'),
      restarts: value('NRestarts'),
      status: value('StatusText'),
    },
  ]
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=')
  return [line.slice(0, at), line.slice(at + 1)]
}
