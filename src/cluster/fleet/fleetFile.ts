import { z } from 'zod'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { admitMachine, type FleetMachine, USUAL_FOLDER } from './fleetMachine.ts'
import { withoutTwins } from './machinesOf.ts'
import { parseToml } from './parseToml.ts'

const gpu = z.number().int().min(0).max(63)
const machine = z.strictObject({
  host: z.string(),
  user: z.string().optional(),
  port: z.number().optional(),
  folder: z.string().max(1000).optional(),
  gpu: z.union([gpu, z.array(gpu).min(1).max(64), z.literal('all')]).optional(),
  flags: z.array(z.string().max(1000)).max(100).optional(),
})
const { host: _, ...shared } = machine.shape
const fleetFile = z.strictObject({
  /** What counts for every machine that does not say otherwise. */
  defaults: z.strictObject(shared).optional(),
  server: machine.optional(),
  machine: z.array(machine).optional(),
})

type Written = z.output<typeof machine>

/** What `fleet.toml` names: the workers' machines, and that of the server where it is not this one. */
export type FleetFile = { readonly machines: readonly FleetMachine[]; readonly server?: FleetMachine }

/** Reads the text of a `fleet.toml`. @param path how the operator knows it @throws OperatorError BAD_OPTION */
export function readFleetFile(text: string, path: string): FleetFile {
  const { defaults, server, machine: machines = [] } = checked(text, path)
  const whole = (written: Written, place: string) => admitMachine(machineFrom({ ...defaults, ...written }), place)
  const named = machines.map((written, i) => whole(written, `${path}, machine ${i + 1}`))
  return {
    machines: withoutTwins(named, path),
    ...(server && { server: whole(server, `${path}, server`) }),
  }
}

function checked(text: string, path: string): z.output<typeof fleetFile> {
  const { data, error } = fleetFile.safeParse(tomlOf(text, path))
  if (data) return data
  const [issue] = error.issues
  const where = issue?.path.join('.') || 'the file'
  throw new OperatorError(
    'BAD_OPTION',
    `${path}: ${where}: ${issue?.message}.`,
    'fleet.example.toml shows how it is written.',
  )
}

function tomlOf(text: string, path: string): unknown {
  try {
    return parseToml(text)
  } catch (error) {
    const message = `${path} cannot be read: ${reasonOf(error)}`
    throw new OperatorError('BAD_OPTION', message, 'Mend that line; fleet.example.toml shows how it is written.')
  }
}

function machineFrom({ gpu, folder = USUAL_FOLDER, flags = [], host, user, port }: Written): FleetMachine {
  const gpus = gpu === 'all' || gpu === undefined ? undefined : [gpu].flat()
  return {
    host,
    folder,
    flags,
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(gpus && { gpus }),
  }
}
