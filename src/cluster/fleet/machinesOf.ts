import { OperatorError } from '#errors/operatorError.ts'
import { admitMachine, type FleetMachine, machineName, USUAL_FOLDER } from './fleetMachine.ts'

const MOST = 1000

/** Reads `WORKER_MACHINES`: `[user@]host[:port]`, separated by commas. @throws OperatorError BAD_OPTION */
export function machinesOf(text: string, place = 'WORKER_MACHINES'): FleetMachine[] {
  const words = text.split(',').map((word) => word.trim())
  return withoutTwins(
    words.filter((word) => word !== '').map((word) => machineOf(word, place)),
    place,
  )
}

/** A machine that is named twice would be restarted twice. @throws OperatorError BAD_OPTION */
export function withoutTwins(machines: readonly FleetMachine[], place: string): FleetMachine[] {
  const names = machines.map(machineName)
  const twin = names.find((name, i) => names.indexOf(name) !== i)
  if (twin !== undefined) throw new OperatorError('BAD_OPTION', `${place}: ${twin} is named twice.`, 'Name it once.')
  if (machines.length <= MOST) return [...machines]
  throw new OperatorError('BAD_OPTION', `${place}: ${machines.length} machines are too many.`, `Name ${MOST} at most.`)
}

function machineOf(word: string, place: string): FleetMachine {
  const at = word.lastIndexOf('@')
  const user = at < 0 ? undefined : word.slice(0, at)
  const { host, port } = hostAndPort(word.slice(at + 1))
  const named = { host, ...(user !== undefined && { user }), ...(port !== undefined && { port }) }
  return admitMachine({ ...named, folder: USUAL_FOLDER, flags: [] }, place)
}

/** An IPv6 address has colons of its own: with a port it stands in brackets. */
function hostAndPort(text: string): { host: string; port?: number } {
  const [, bracketed, bracketedPort] = /^\[([^\]]*)\](?::(\d+))?$/.exec(text) ?? []
  if (bracketed !== undefined) return { host: bracketed, ...(bracketedPort && { port: Number(bracketedPort) }) }
  const [, host, port] = /^([^:]*):(\d+)$/.exec(text) ?? []
  return host === undefined ? { host: text } : { host, port: Number(port) }
}
