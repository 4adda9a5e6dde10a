import type { Surroundings } from '#app/surroundings.ts'
import type { ConfigFields } from '#settings/config.ts'
import type { Given } from './given.ts'

/** What `npx i2i` can be told to do. */
export type Command = {
  /** The words after `npx i2i`: one, or two for a member of a family (`model pull`). */
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What a stranger needs to know before the options. */
  readonly intro: string
  /** Command lines worth copying, with what each does. */
  readonly examples: readonly (readonly [line: string, effect: string])[]
  /** What is given without a flag, in this order; what is required comes first. */
  readonly arguments?: readonly Argument[]
  readonly fields: ConfigFields
  /** It looks at `.env` itself: a damaged one does not keep it from running, and gives it no options. */
  readonly looksAtDotEnv?: true
  /** Defaults that differ from the table's for this command. */
  readonly defaults?: Readonly<Record<string, unknown>>
  /**
   * Runs until the signal aborts.
   * @param args what was given for `arguments`; all that are required are there
   */
  run(given: Given, surroundings: Surroundings, args: readonly string[]): Promise<void>
}

/** A value that stands by itself, like the REPO of `model pull REPO`. */
export type Argument = {
  /** In capitals, as the help shows it. */
  readonly name: string
  readonly doc: string
  readonly required: boolean
  /** It takes all words that are left; only the last one can. Options among them stand behind `--`. */
  readonly isRest?: true
}

/** A first word that several commands share; alone it only explains itself. */
export type Family = Pick<Command, 'name' | 'summary' | 'intro'>
