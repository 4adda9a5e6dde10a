import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doctorFields } from '#app/doctor/doctorFields.ts'
import { framesFields } from '#app/frames/framesFields.ts'
import { statusFields } from '#app/statusFields.ts'
import type { Command } from '#cli/command.ts'
import { commands } from '#cli/commands.ts'
import { keysFields } from '#cli/keys.ts'
import { OPTION_GROUPS } from '#cli/optionGroups.ts'
import { programOf } from '#cli/program.ts'
import { fleetFields } from '#cluster/fleet/fleetFields.ts'
import { serviceFields } from '#cluster/service/serviceFields.ts'
import { displayConfigFields } from '#display/displayFields.ts'
import { hubFields } from '#hub/hubFields.ts'
import { recordConfigFields } from '#recording/recordFields.ts'
import { renderConfigFields, serverConfigFields, workerConfigFields } from '#settings/config.ts'
import { flagOf } from '#settings/optionNames.ts'
import { settingsFields } from '#settings/schema.ts'

const PARSER_HEADINGS = ['Options', 'Examples', 'Arguments']

for (const command of commands) {
  test(`the help of ${command.name} has every option, with its default and its limits`, () => {
    const help = helpOf(command)
    for (const [name, field] of Object.entries(command.fields)) {
      assert.match(help, new RegExp(`\n {2}${flagOf(name)} `), `${flagOf(name)} is missing`)
      const shown = command.defaults?.[name] ?? field.default
      if (shown !== '' && shown !== false && field.kind !== 'prompts')
        assert.ok(
          help.includes(`default ${JSON.stringify(shown).replaceAll('"', '')}`) || help.includes(`default "${shown}"`),
          `${name}: ${shown}`,
        )
    }
  })

  test(`the help of ${command.name} lists options under the known headings`, () => {
    const headings = [...helpOf(command).matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading as string)
    const ours = headings.filter((heading) => !PARSER_HEADINGS.includes(heading))
    assert.deepEqual(
      ours,
      OPTION_GROUPS.filter((group) => ours.includes(group)),
    )
  })
}

test('the options of every command are the names in the tables', () => {
  const known = Object.keys({
    ...settingsFields,
    ...serverConfigFields,
    ...workerConfigFields,
    ...renderConfigFields,
    ...hubFields,
    ...displayConfigFields,
    ...recordConfigFields,
    ...framesFields,
    ...serviceFields,
    ...fleetFields,
    ...keysFields,
    ...statusFields,
    ...doctorFields,
  })
  for (const { fields } of commands)
    assert.deepEqual(
      Object.keys(fields).filter((name) => !known.includes(name)),
      [],
    )
})

test('raw flags arrive under the names of the tables', async () => {
  assert.deepEqual(await parsed('solo', '--batch-size=auto', '--max-delay-ms=5'), {
    batchSize: 'auto',
    maxDelayMs: '5',
  })
  assert.deepEqual(await parsed('solo', '--passthrough', '--no-fixed-seed', '--mirror=off'), {
    passthrough: true,
    fixedSeed: false,
    mirror: 'off',
  })
  assert.deepEqual(await parsed('solo'), {})
})

test('what belongs to no option arrives in order, and a command of a family is found behind its two words', async () => {
  const arrived: unknown[] = []
  const program = programOf(async (command, flags, args) => void arrived.push(command.name, { ...flags }, args), '0')
  await program.parseAsync(['model', 'info', '--models=x', '--', '-odd/name'], { from: 'user' })
  assert.deepEqual(arrived, ['model info', { models: 'x' }, ['-odd/name']])
})

function helpOf({ name }: Command): string {
  const program = programOf(async () => undefined, '0')
  const subcommand = name
    .split(' ')
    .reduce((found: typeof program | undefined, word) => found?.commands.find((c) => c.name() === word), program)
  assert.ok(subcommand)
  let help = ''
  subcommand.configureOutput({ writeOut: (text) => (help += text) }).configureHelp({ helpWidth: 1000 })
  subcommand.outputHelp()
  return help
}

async function parsed(...args: string[]): Promise<Record<string, unknown> | undefined> {
  let flags: Record<string, unknown> | undefined
  const program = programOf(async (_, given) => {
    flags = { ...given }
  }, '0')
  await program.parseAsync(args, { from: 'user' })
  return flags
}
