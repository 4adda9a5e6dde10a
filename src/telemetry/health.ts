/** The parts of a running server that can be unwell on their own. */
export type HealthPart = 'input' | 'inference' | 'output'

const PARTS = ['input', 'inference', 'output'] as const

export type HealthReport = {
  /** online: all parts well; degraded: some part is not; down: no picture has left for a while. */
  readonly status: 'online' | 'degraded' | 'down'
  /** When that began, on the wall clock; absent while all is well. */
  readonly sinceMs?: number
  readonly parts: Readonly<
    Record<HealthPart, { readonly isHealthy: boolean; readonly problem?: string; readonly sinceMs?: number }>
  >
}

/** What is wrong right now, in sentences; empty is well. */
export class Health {
  readonly #problems = new Map<HealthPart, { problem: string; sinceMs: number }>()
  readonly #wallMs: () => number
  #sinceMs = 0

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs
  }

  /**
   * Takes note of everything that is wrong now; the time of a part's first problem is kept while it lasts.
   * @returns the parts that have just become unwell or well again
   */
  update(problems: Partial<Record<HealthPart, string>>): HealthPart[] {
    const before = this.#status
    const changed = PARTS.filter((part) => {
      const problem = problems[part]
      const before = this.#problems.get(part)
      if (problem === undefined) return this.#problems.delete(part)
      this.#problems.set(part, { problem, sinceMs: before?.sinceMs ?? this.#wallMs() })
      return !before
    })
    if (this.#status !== before) this.#sinceMs = this.#wallMs()
    return changed
  }

  snapshot(): HealthReport {
    const of = (part: HealthPart) => ({ isHealthy: !this.#problems.has(part), ...this.#problems.get(part) })
    const since = this.#status === 'online' ? {} : { sinceMs: this.#sinceMs }
    return {
      status: this.#status,
      ...since,
      parts: { input: of('input'), inference: of('inference'), output: of('output') },
    }
  }

  get #status(): HealthReport['status'] {
    if (this.#problems.has('output')) return 'down'
    return this.#problems.size > 0 ? 'degraded' : 'online'
  }
}

/** What is looked at to tell whether a show is well. */
export type Vitals = {
  readonly source: { readonly isHealthy: boolean; readonly problem?: string }
  readonly workers: readonly { readonly state: 'ready' | 'benched' | 'silent'; readonly benchedByOperator?: true }[]
  /** Share of recent frames that failed, 0 to 1. */
  readonly failing: number
  /** Since the last picture left, or since the start, in ms. */
  readonly quietMs: number
  /** Since the server was started, in ms. */
  readonly uptimeMs: number
}

/** Longer than any pause that a change of source or a restarted worker makes, in ms. */
const QUIET_MS = 5000
/** Workers that were there before the server need this long to find it, in ms. */
const ARRIVAL_MS = 2000

/** What is wrong, part by part, in sentences for the operator. */
export function diagnose(vitals: Vitals): Partial<Record<HealthPart, string>> {
  const { source, quietMs } = vitals
  const input = source.isHealthy ? undefined : (source.problem ?? 'The source is not delivering pictures.')
  const inference = inferenceProblem(vitals)
  const output = quietMs > QUIET_MS ? `No picture has left for ${Math.floor(quietMs / 1000)} s.` : undefined
  return { ...(input && { input }), ...(inference && { inference }), ...(output && { output }) }
}

function inferenceProblem({ workers, failing, uptimeMs }: Vitals): string | undefined {
  if (workers.length === 0) return uptimeMs < ARRIVAL_MS ? undefined : 'No worker is connected.'
  if (workers.every(({ benchedByOperator }) => benchedByOperator)) return 'All workers have been benched by hand.'
  if (workers.every(({ state }) => state !== 'ready')) return 'No worker is fit for work.'
  if (failing > 0.1) return `${Math.round(failing * 100)} % of the frames fail.`
  return undefined
}
