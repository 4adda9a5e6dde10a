/** The parts of a running server that can be unwell on their own. */
export type HealthPart = 'input' | 'inference' | 'output'

export type HealthReport = {
  /** online: all parts well; degraded: some part is not; down: no picture has left for a while. */
  readonly status: 'online' | 'degraded' | 'down'
  readonly parts: Readonly<
    Record<HealthPart, { readonly isHealthy: boolean; readonly problem?: string; readonly sinceMs?: number }>
  >
}

/** What is wrong right now, in sentences; empty is well. */
export class Health {
  readonly #problems = new Map<HealthPart, { problem: string; sinceMs: number }>()
  readonly #wallMs: () => number

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs
  }

  /** Says that a part is unwell and why; the time of the first report is kept while it lasts. */
  report(part: HealthPart, problem: string): void {
    this.#problems.set(part, { problem, sinceMs: this.#problems.get(part)?.sinceMs ?? this.#wallMs() })
  }

  /** Says that a part is well. */
  clear(part: HealthPart): void {
    this.#problems.delete(part)
  }

  snapshot(): HealthReport {
    const of = (part: HealthPart) => ({ isHealthy: !this.#problems.has(part), ...this.#problems.get(part) })
    const status = this.#problems.has('output') ? 'down' : this.#problems.size > 0 ? 'degraded' : 'online'
    return { status, parts: { input: of('input'), inference: of('inference'), output: of('output') } }
  }
}
