/** What a check says about a prompt. */
export type Verdict = {
  readonly safety: 'safe' | 'unsafe'
  /** One line for the log and the audit file: what was found, or why nothing was. */
  readonly reason: string
  readonly source: VerdictSource
}

/** Who decided: the local list, one of OpenAI's checks, an earlier answer of theirs, an operator, or nobody in time. */
export type VerdictSource = 'words' | 'moderation' | 'model' | 'cache' | 'override' | 'error'
