import { readFileSync } from 'node:fs'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { readEnvAnswer, readEnvScript, undoEnvScript, writeEnvScript } from './envScripts.ts'
import { type FleetMachine, machineName } from './fleetMachine.ts'
import { fleetWork, type Outcome, requireAll, type WorkOptions } from './fleetWork.ts'
import { envChanges, mergeEnv } from './mergeEnv.ts'
import { sshText } from './ssh.ts'

export type EnvOptions = WorkOptions & {
  /** The file that is distributed. */
  readonly path: string
  readonly agree: (question: string) => Promise<boolean>
  readonly say: (...lines: string[]) => void
}

/** Gives the machines our `.env`, each with its own lines. @throws OperatorError FLEET_INCOMPLETE, BAD_OPTION */
export async function distributeEnv(
  machines: readonly FleetMachine[],
  options: EnvOptions & { readonly isDryRun: boolean },
): Promise<void> {
  const { say, agree, isDryRun } = options
  const ours = readOurs(options.path)
  const outcomes = await fleetWork(machines, { script: readEnvScript, done: () => 'read' }, options)
  const texts = new Map<FleetMachine, string>()
  for (const { machine, ran, failure } of outcomes) {
    if (failure !== undefined) continue
    const theirs = readEnvAnswer(ran)
    const merged = mergeEnv(ours, theirs)
    if (merged !== theirs) texts.set(machine, merged)
    const changes = envChanges(theirs, merged)
    const how = merged === theirs ? ['  nothing changes'] : changes.length > 0 ? changes : ['  only the order changes']
    say(`${machineName(machine)}:`, ...how.map((line) => `  ${line}`))
  }
  const changed = [...texts.keys()]
  // the commands would show the values that the changes hide
  if (isDryRun) say(...changed.map((m) => sshText(m, options.ssh, writeEnvScript(m, '(the new .env)'))), UNDO)
  else if (changed.length > 0 && (await agree(`Write .env on ${changed.map(machineName).join(', ')}?`))) {
    const script = (machine: FleetMachine) => writeEnvScript(machine, texts.get(machine) ?? '')
    const written = await fleetWork(changed, { script, done: () => 'written' }, options)
    return requireAll(outcomes.map((outcome) => written.find(({ machine }) => machine === outcome.machine) ?? outcome))
  }
  requireAll(outcomes)
}

const UNDO = '# to undo: npx i2i fleet env --undo'

/** Puts back what was there before. @throws OperatorError FLEET_INCOMPLETE */
export async function undoEnv(machines: readonly FleetMachine[], options: EnvOptions): Promise<void> {
  if (!(await options.agree(`Put back the .env from before on ${machines.map(machineName).join(', ')}?`))) return
  const outcomes: Outcome[] = await fleetWork(machines, { script: undoEnvScript, done: () => 'put back' }, options)
  requireAll(outcomes)
}

/** What undoing would run. */
export function envText(machines: readonly FleetMachine[], { ssh }: EnvOptions): string[] {
  return [...machines.map((machine) => sshText(machine, ssh, undoEnvScript(machine))), '# to undo: the same again']
}

function readOurs(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const message = `${path} cannot be read: ${reasonOf(error)}.`
    throw new OperatorError('BAD_OPTION', message, 'Run it in the folder that has the .env for all machines.')
  }
}
