/** Headings under which findings are told, in this order. */
export const FINDING_GROUPS = [
  'Programs',
  'Graphics card',
  'Screen and cameras',
  'Disk and models',
  'System',
  'Settings',
  'Network',
] as const

export type FindingGroup = (typeof FINDING_GROUPS)[number]

/** What was found about one thing. */
export type Outcome = {
  /** ok: as it should be; note: works, and could be better; problem: something will not work. */
  readonly state: 'ok' | 'note' | 'problem'
  /** One sentence with the values. */
  readonly said: string
  /** What to do about it, as a command where there is one. */
  readonly remedy?: string
  /** In place of the name of the check, where it looks at several things. */
  readonly name?: string
}

/** An outcome with its place in the report. */
export type Finding = Outcome & { readonly group: FindingGroup; readonly name: string }

export function ok(said: string): Outcome {
  return { state: 'ok', said }
}

/** Something that works and could be better. */
export function note(said: string, remedy?: string): Outcome {
  return { state: 'note', said, ...(remedy === undefined ? {} : { remedy }) }
}

/** Something that will not work until the remedy is carried out. */
export function problem(said: string, remedy: string): Outcome {
  return { state: 'problem', said, remedy }
}
