import type { Log } from '#telemetry/log.ts'
import type { ServiceStatus } from '#telemetry/status.ts'

/** How a service is: what is wrong with it is told once, and again when it is over. */
export class ServiceCondition {
  readonly #name: string
  readonly #log: Log
  #problem: string | undefined

  /** @param name begins the sentences of the log: `The translation` */
  constructor(name: string, log: Log) {
    this.#name = name
    this.#log = log
  }

  get problem(): string | undefined {
    return this.#problem
  }

  /** @param reason in a few words: `no answer within 3 s` */
  fail(reason: string): void {
    if (this.#problem === undefined) this.#log.warn(`${this.#name} does not work: ${reason}.`)
    this.#problem = reason
  }

  succeed(): void {
    if (this.#problem !== undefined) this.#log.info(`${this.#name} works again.`)
    this.#problem = undefined
  }
}

/** The first problem among some parts of a service is that of the service. */
export function statusOf(isOn: boolean, ...problems: readonly (string | undefined)[]): ServiceStatus {
  const problem = problems.find((each) => each !== undefined)
  return { isOn, isHealthy: problem === undefined, ...(problem !== undefined && { problem }) }
}
