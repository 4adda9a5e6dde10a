import { framesFields } from '#app/frames/framesFields.ts'
import { groupOf, inGroupOrder, OPTION_GROUPS } from '#cli/optionGroups.ts'
import { limitsOf } from '#cli/options.ts'
import { displayConfigFields } from '#display/displayFields.ts'
import { hubFields } from '#hub/hubFields.ts'
import { recordConfigFields } from '#recording/recordFields.ts'
import { renderConfigFields, serverConfigFields, workerConfigFields } from '#settings/config.ts'
import type { Field } from '#settings/field.ts'
import { flagOf, prefixedVariableOf } from '#settings/optionNames.ts'
import { settingsFields } from '#settings/schema.ts'

const INTRO = `# Settings

Everything that can be set. **Live settings** can be changed while the show runs; the rest is said once, at start.

An option is taken from the first place that has it:

1. the command line: \`npx i2i solo --batch-size 2\` (\`--batch_size\` is the same),
2. the environment: \`I2I_BATCH_SIZE=2\`,
3. a file \`.env\` in the current folder: \`BATCH_SIZE=2\` or \`I2I_BATCH_SIZE=2\`; \`.env.example\` has all of them,
4. the default.

Yes-or-no options are given as \`--mirror\`, \`--mirror false\` or \`--no-mirror\`. A variable that is empty counts as not set.
In the environment \`PRIMARY_HOSTNAME\`, \`WORKER_ID\`, \`JOB_PORT\`, \`SETTINGS_PORT\`, \`OUTPUT_PORT\`, \`TOKEN\` and \`GOOGLE_APPLICATION_CREDENTIALS\` need no prefix.

Over HTTP a live setting has the name of the first column:
\`curl -X PATCH localhost:5556/api/settings -H 'content-type: application/json' -d '{"strength": 0.5}'\`

<!-- Drawn from src/settings/ by scripts/writeDocs.ts. -->
`

const tables: readonly (readonly [title: string, note: string, fields: Readonly<Record<string, Field>>])[] = [
  ['Live settings', 'For `i2i solo` and `i2i server`; changeable over HTTP.', settingsFields],
  [
    'Server',
    'For `i2i solo` and `i2i server`, at start. `i2i solo` listens on 127.0.0.1 if nothing else is said.',
    serverConfigFields,
  ],
  ['Worker', 'For `i2i worker` and, except for `--primary-hostname`, `i2i solo`, at start.', workerConfigFields],
  [
    'Render',
    'For `i2i render`, besides those of the picture and of the worker; see [render.md](render.md).',
    renderConfigFields,
  ],
  ['Window', 'For `i2i display`; see [display.md](display.md).', displayConfigFields],
  ['Recording', 'For `i2i record`; see [record.md](record.md).', recordConfigFields],
  ['Frames', 'For `i2i frames`; see [frames.md](frames.md).', framesFields],
  ['Models', 'For `i2i model …`; see [models.md](models.md).', hubFields],
]

/** `docs/settings.md`: every option with its names, default, range and meaning. */
export function settingsPage(): string {
  return INTRO + tables.map(([title, note, fields]) => `\n## ${title}\n\n${note}\n${tableOf(fields)}`).join('')
}

function tableOf(fields: Readonly<Record<string, Field>>): string {
  const names = inGroupOrder(Object.keys(fields))
  const groups = OPTION_GROUPS.filter((group) => names.some((name) => groupOf(name) === group))
  return groups
    .map((group) => {
      const rows = names.filter((name) => groupOf(name) === group).map((name) => rowOf(name, fields[name]))
      return `\n### ${group}\n\n| name | option | environment | default | range | meaning |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('')}`
    })
    .join('')
}

function rowOf(name: string, field: Field): string {
  const flags = [name, ...(field.aliases ?? []), ...(field.flagAliases ?? [])]
    .map((spelling) => code(flagOf(spelling)))
    .join(' ')
  const range = field.kind === 'choice' ? field.range : field.kind === 'boolean' ? 'true or false' : limitsOf(field)
  const shownDefault = field.default === '' ? '' : code(String(field.default))
  const cells = [code(name), flags, code(prefixedVariableOf(name)), shownDefault, range, field.doc]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
}

function code(text: string): string {
  return `\`${text}\``
}
