import { OperatorError } from '#errors/operatorError.ts'

/** One machine of the fleet. */
export type FleetMachine = {
  /** Name or address, as ssh takes it. Without it: the machine that this runs on. */
  readonly host?: string
  readonly user?: string
  readonly port?: number
  /** Where the program, `.env` and `models/` are; relative to the user's home unless it is absolute. */
  readonly folder: string
  /** Graphics cards whose workers belong to the fleet. Left out: all that are installed. */
  readonly gpus?: readonly number[]
  /** Options of the worker, for the line that installs it. */
  readonly flags: readonly string[]
}

/** The machine that runs the server, where none is named. */
export const HERE: FleetMachine = { folder: '.', flags: [] }

/** Where the program lies on a machine, if nobody says otherwise. */
export const USUAL_FOLDER = 'i2i-realtime'

/** How a machine is called in tables and messages. */
export function machineName({ host, port }: FleetMachine): string {
  if (host === undefined) return 'this machine'
  if (port === undefined) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * Checks what will stand in a command line of ssh: a name that begins with `-` would be an option there, and other signs could
 * reach a shell through a ProxyCommand.
 * @param place how the operator knows it: `WORKER_MACHINES`, `fleet.toml, machine 2`
 * @throws OperatorError BAD_OPTION
 */
export function admitMachine(machine: FleetMachine, place: string): FleetMachine {
  const { host = '', user, port } = machine
  if (!/^[a-z0-9_:][a-z0-9_.:%-]{0,252}$/i.test(host))
    throw notUsable(place, 'host', host, 'gpu-1, 192.168.0.21 or [fe80::1]')
  if (user !== undefined && !/^[a-z_][a-z0-9_.@-]{0,63}$/i.test(user)) throw notUsable(place, 'user', user, 'show')
  const isPort = port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65535)
  if (!isPort) throw notUsable(place, 'port', String(port), '22')
  if (/[\0\r\n]/.test(machine.folder)) throw notUsable(place, 'folder', machine.folder, 'i2i-realtime')
  return machine
}

function notUsable(place: string, what: string, value: string, example: string): OperatorError {
  const shown = JSON.stringify(value.slice(0, 100))
  return new OperatorError('BAD_OPTION', `${place}: ${shown} cannot be a ${what}.`, `Give it like this: ${example}`)
}
