import type { ConfigFields } from './config.ts'

/** The flag of an option: `batchSize` → `--batch-size`. */
export function flagOf(name: string): string {
  return `--${words(name).join('-')}`
}

/** The variable of an option in `.env`: `batchSize` → `BATCH_SIZE`. */
export function variableOf(name: string): string {
  return words(name).join('_').toUpperCase()
}

/** The variable of an option in the environment, where names without a prefix belong to others. */
export function prefixedVariableOf(name: string): string {
  return `I2I_${variableOf(name)}`
}

/** Finds the option that a flag means, with `-` or `_`, in any case, aliases included; given without `--`. */
export function optionNamed(spelling: string, fields: ConfigFields): string | undefined {
  const wanted = plain(spelling)
  const spellings = (name: string) => [name, ...(fields[name]?.aliases ?? []), ...(fields[name]?.flagAliases ?? [])]
  return Object.keys(fields).find((name) => spellings(name).map(plain).includes(wanted))
}

function words(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase())
}

function plain(spelling: string): string {
  return spelling.replaceAll(/[-_]/g, '').toLowerCase()
}
