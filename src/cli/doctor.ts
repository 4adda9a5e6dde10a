import { doctorFields } from '#app/doctor/doctorFields.ts'
import type { Outcome } from '#app/doctor/finding.ts'
import type { DoctorConfig } from '#app/doctor/machine.ts'
import type { Surroundings } from '#app/surroundings.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { ConfigFields } from '#settings/config.ts'
import type { Command } from './command.ts'
import { dotEnvFindings } from './doctor/dotEnvFindings.ts'
import { readDotEnv, strangeVariables, type Variables } from './environment.ts'
import { configOf, type Given, readGiven } from './given.ts'

/**
 * Looks whether a machine is fit for a show.
 * @param allFields the options of all commands, of which this is one
 */
export function doctorCommandOf(allFields: () => ConfigFields): Command {
  return { ...doctorCommand, run: (given, surroundings) => run(given, surroundings, allFields()) }
}

const doctorCommand: Omit<Command, 'run'> = {
  name: 'doctor',
  summary: 'Checks this machine and tells for each finding what to do about it.',
  intro:
    'Looks at programs, packages, graphics card, providers (each runs a small network), screen, cameras, disk, models, memory, ' +
    'clock, power saving, .env and ports; with --server also whether that machine can be reached from here. It changes nothing. ' +
    'Exit code 1 if there is a problem; notes are no problem.',
  examples: [
    ['npx i2i doctor', 'this machine'],
    ['npx i2i doctor --server show-server', 'a worker, and its way to the server'],
    ['npx i2i doctor --json > doctor.json', 'for scripts, or to send along with a question'],
    ['npx i2i doctor --install cuda --dry-run', 'what installing CUDA for ONNX Runtime would do'],
  ],
  fields: doctorFields,
  looksAtDotEnv: true,
}

async function run(given: Given, surroundings: Surroundings, fields: ConfigFields): Promise<void> {
  const { doctor } = await import('#app/doctor/doctor.ts')
  const found = dotEnvFindings(process.cwd())
  const { dotEnv, broken } = readDotEnvLeniently()
  const { config, findings } = readLeniently(fields, dotEnv)
  const strange = strangeVariables(fields, process.env, dotEnv).map((said): Outcome => ({ state: 'note', said }))
  const options = configOf(doctorFields, given)
  const environment = { ...dotEnv, ...surroundings.environment }
  const settings = [...(broken ? [broken] : found), ...findings, ...strange]
  await doctor({ options, config: config as DoctorConfig, settings }, { ...surroundings, environment }, process.stdout)
}

function readDotEnvLeniently(): { dotEnv: Variables; broken?: Outcome } {
  try {
    return { dotEnv: readDotEnv(process.cwd()) }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    return { dotEnv: {}, broken: { state: 'problem', said: error.message, remedy: error.remedy } }
  }
}

/** Every option by itself: one that is wrong is a finding, and its default is taken. */
function readLeniently(fields: ConfigFields, dotEnv: Variables) {
  const findings: Outcome[] = []
  const entries = Object.entries(fields).map(([name, field]) => {
    try {
      return [name, readGiven({ [name]: field }, { flags: {}, env: process.env, dotEnv })[name] ?? field.default]
    } catch (error) {
      const remedy = error instanceof Error && 'remedy' in error ? String(error.remedy) : 'See .env.example.'
      findings.push({ state: 'problem', said: reasonOf(error), remedy })
      return [name, field.default]
    }
  })
  return { config: Object.fromEntries(entries) as Readonly<Record<string, unknown>>, findings }
}
