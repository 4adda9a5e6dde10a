import { allFields } from '#cli/commands.ts'
import { dotEnvVariableOf } from '#cli/environment.ts'
import { groupOf, inGroupOrder, OPTION_GROUPS } from '#cli/optionGroups.ts'
import { limitsOf } from '#cli/options.ts'
import type { Field } from '#settings/field.ts'

const INTRO = `# Options for i2i on this machine. Copy this file to .env and remove the # before the lines you want to change.
# An option on the command line wins over the environment (I2I_STRENGTH=0.5), which wins over this file.
# docs/settings.md explains everything.
`

/** Names that belong to others, so that they are no options. */
const SERVICES = `
# ── Keys of services ──

# For --safety.
# OPENAI_API_KEY=

# For models that are not open to everybody.
# HF_TOKEN=
`

/** `.env.example`: every option with its default, commented out. */
export function envExample(): string {
  const names = inGroupOrder(Object.keys(allFields))
  const groups = OPTION_GROUPS.map((group) => {
    const entries = names.filter((name) => groupOf(name) === group).map((name) => entry(name, allFields[name] as Field))
    return `\n# ── ${group} ──\n\n${entries.join('\n')}`
  })
  return INTRO + groups.join('') + SERVICES
}

function entry(name: string, field: Field): string {
  const limits = field.kind === 'choice' ? field.range : limitsOf(field)
  const value = field.kind === 'text' && field.default !== '' ? JSON.stringify(field.default) : String(field.default)
  return `# ${field.doc}${limits ? ` (${limits})` : ''}\n# ${dotEnvVariableOf(name)}=${value}\n`
}
