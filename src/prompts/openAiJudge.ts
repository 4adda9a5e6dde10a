import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { OncePerKey } from './oncePerKey.ts'
import { Recent } from './recent.ts'
import { ServiceCondition } from './serviceCondition.ts'
import { strictest } from './strictest.ts'
import type { Verdict } from './verdict.ts'
import { withinLimit } from './withinLimit.ts'

export type OpenAiJudgeOptions = {
  readonly moderate: (texts: readonly string[]) => Promise<Verdict>
  readonly grade: (texts: readonly string[]) => Promise<Verdict>
  readonly limitMs: number
  readonly clock: Clock
  readonly log: Log
}

const REMEMBERED = 500

/** Moderation and the model-graded check, both at the same time, with what they said before. */
export class OpenAiJudge {
  readonly #options: OpenAiJudgeOptions
  readonly #condition: ServiceCondition
  readonly #known = new Recent<Verdict>(REMEMBERED)
  readonly #asking = new OncePerKey<Verdict>()

  constructor(options: OpenAiJudgeOptions) {
    this.#options = options
    this.#condition = new ServiceCondition('The check of prompts by OpenAI', options.log)
  }

  get problem(): string | undefined {
    return this.#condition.problem
  }

  /** @throws Error saying in a few words why there is no verdict in time; failures are never remembered */
  async judge(texts: readonly string[]): Promise<Verdict> {
    const key = JSON.stringify(texts)
    const known = this.#known.get(key)
    return known ? { ...known, source: 'cache' } : this.#asking.do(key, () => this.#judgeNow(key, texts))
  }

  async #judgeNow(key: string, texts: readonly string[]): Promise<Verdict> {
    const { moderate, grade, limitMs, clock } = this.#options
    try {
      const verdicts = [named('the moderation', moderate(texts)), named('the model', grade(texts))]
      const verdict = await withinLimit(strictest(verdicts), limitMs, clock)
      this.#known.set(key, verdict)
      this.#condition.succeed()
      return verdict
    } catch (error) {
      this.#condition.fail(reasonOf(error))
      throw error
    }
  }
}

/** The same, with failures that say whose they are. */
async function named(name: string, verdict: Promise<Verdict>): Promise<Verdict> {
  try {
    return await verdict
  } catch (error) {
    throw new Error(`${name}: ${reasonOf(error)}`, { cause: error })
  }
}
