import { fileURLToPath } from 'node:url'
import { OperatorError } from '#errors/operatorError.ts'
import { readHubEnvironment } from '#hub/hubEnvironment.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Paper } from '../tellStatus.ts'
import { VERSION } from '../version.ts'
import type { DoctorOptions } from './doctorFields.ts'
import { doctorText, summary } from './doctorText.ts'
import { examine } from './examine.ts'
import type { Finding, Outcome } from './finding.ts'
import { readGraphics } from './graphics.ts'
import { installCuda } from './installCuda.ts'
import type { DoctorConfig, Machine } from './machine.ts'
import { readSystem } from './operatingSystem.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export type Patient = {
  readonly options: DoctorOptions
  readonly config: DoctorConfig
  /** What is to be said about `.env` and the variables. */
  readonly settings: readonly Outcome[]
}

/**
 * Looks at this machine and tells what was found.
 * @throws OperatorError MACHINE_UNFIT if there is a problem
 */
export async function doctor(
  { options, config, settings }: Patient,
  surroundings: Pick<Surroundings, 'clock' | 'environment' | 'signal'>,
  paper: Paper,
): Promise<void> {
  const graphics = once(() => readGraphics())
  if (options.install === 'cuda') return installCuda({ ...options, root: ROOT, graphics, paper, ...surroundings })
  const { clock, environment } = surroundings
  const { cache } = readHubEnvironment(environment)
  const machine: Machine = {
    ...{ clock, environment, config, settings, graphics },
    system: await readSystem(),
    root: ROOT,
    places: { models: config.models, cache },
    server: options.server || remoteOnly(config.primaryHostname),
  }
  const findings = await examine(machine)
  paper.write(`${options.json ? json(findings, machine) : doctorText(findings, paper.isTTY === true)}\n`)
  const problems = findings.filter(({ state }) => state === 'problem')
  if (problems.length === 0) return
  const said = `This machine is not ready: ${problems.map(({ name }) => name).join(', ')}.`
  throw new OperatorError('MACHINE_UNFIT', said, 'The remedies stand above; run npx i2i doctor again afterwards.')
}

function json(findings: readonly Finding[], { system, clock }: Machine): string {
  const report = { version: VERSION, atMs: clock.wallMs(), system: system.name, summary: summary(findings), findings }
  return JSON.stringify(report, undefined, 2)
}

/** A worker's server; that of this machine need not run while the machine is looked at. */
function remoteOnly(host: string): string {
  return ['', 'localhost', '127.0.0.1', '::1'].includes(host) ? '' : host
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}
