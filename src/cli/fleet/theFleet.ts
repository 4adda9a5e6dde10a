import { existsSync, readFileSync } from 'node:fs'
import { fleetFields } from '#cluster/fleet/fleetFields.ts'
import type { FleetFile } from '#cluster/fleet/fleetFile.ts'
import { type FleetMachine, HERE } from '#cluster/fleet/fleetMachine.ts'
import type { WorkOptions } from '#cluster/fleet/fleetWork.ts'
import { serviceFields } from '#cluster/service/serviceFields.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { remoteFields } from '#remote/remoteFields.ts'
import type { ServerClient } from '#remote/serverClient.ts'
import { workerConfigFields } from '#settings/config.ts'

const { workerMachines, fleet, timeLimit, atOnce, sshConfig } = fleetFields

/** Options that every command of the fleet takes. */
export const commonFields = { workerMachines, fleet, timeLimit, atOnce, sshConfig, dryRun: serviceFields.dryRun }

/** Options of those that also speak to the server. */
export const serverFields = { primaryHostname: workerConfigFields.primaryHostname, ...remoteFields }

type Places = { readonly workerMachines: string; readonly fleet: string }

/** The machines of the workers, and that of the server. @throws OperatorError BAD_OPTION if none is named anywhere */
export async function theFleet({ workerMachines, fleet }: Places): Promise<Required<FleetFile>> {
  const file = existsSync(fleet) ? await readFile(fleet) : undefined
  const { machinesOf } = await import('#cluster/fleet/machinesOf.ts')
  const named: readonly FleetMachine[] = workerMachines === '' ? (file?.machines ?? []) : machinesOf(workerMachines)
  if (named.length > 0) return { machines: named, server: file?.server ?? HERE }
  const remedy = 'Put WORKER_MACHINES=show@gpu-1,show@gpu-2 into .env, or copy fleet.example.toml to fleet.toml.'
  throw new OperatorError('BAD_OPTION', 'No machine is named for the fleet.', remedy)
}

async function readFile(path: string): Promise<FleetFile> {
  const { readFleetFile } = await import('#cluster/fleet/fleetFile.ts')
  try {
    return readFleetFile(readFileSync(path, 'utf8'), path)
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw new OperatorError('BAD_OPTION', `${path} cannot be read: ${reasonOf(error)}.`, 'Make it readable.')
  }
}

type Limits = { readonly timeLimit: number; readonly atOnce: number; readonly sshConfig: string }

/** How the machines are worked on. */
export function workOptions({ timeLimit, atOnce, sshConfig }: Limits, signal: AbortSignal): WorkOptions {
  const ssh = { config: sshConfig, connectS: Math.min(5, timeLimit) }
  return { ssh, atOnce, limitMs: timeLimit * 1000, signal }
}

type Door = { readonly primaryHostname: string; readonly settingsPort: number; readonly token: string }

/** The server that the workers work for. */
export async function theServer(door: Door, signal: AbortSignal): Promise<ServerClient> {
  const { serverAddress } = await import('#remote/serverAddress.ts')
  const { ServerClient } = await import('#remote/serverClient.ts')
  const address = serverAddress({ host: door.primaryHostname, settingsPort: door.settingsPort })
  return new ServerClient({ address, token: door.token, signal })
}
