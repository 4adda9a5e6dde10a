import type { Surroundings } from '#app/surroundings.ts'
import type { ConfigFields } from '#settings/config.ts'
import type { Given } from './given.ts'

/** One word after `npx i2i`. */
export type Command = {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What a stranger needs to know before the options. */
  readonly intro: string
  /** Command lines worth copying, with what each does. */
  readonly examples: readonly (readonly [line: string, effect: string])[]
  readonly fields: ConfigFields
  /** Defaults that differ from the table's for this command. */
  readonly defaults?: Readonly<Record<string, unknown>>
  /** Runs until the signal aborts. */
  run(given: Given, surroundings: Surroundings): Promise<void>
}
