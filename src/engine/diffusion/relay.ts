import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import type { Parameters } from '#settings/schema.ts'
import type { Log } from '#telemetry/log.ts'
import type { Inference } from './inferenceThread.ts'
import type { Batch, Opened, Prepared } from './messages.ts'
import { Patience } from './patience.ts'
import { isSameShape, onlyCountDiffers, shapeOf, shapeText } from './prepared.ts'

export type RelayOptions = {
  /** The first thread, whose model is open. */
  readonly first: Inference
  readonly opened: Opened
  /** Starts another one with the same model. */
  readonly open: () => Inference
  /** A batch of a new shape waits for it instead of being drawn in the old one: for files, which nobody watches. */
  readonly waits: boolean
  /** The device hangs: only a new process helps. */
  readonly onHung: () => void
  readonly clock: Clock
  readonly log: Log
}

/** A thread and what it is prepared for. */
type Runner = { readonly thread: Inference; readonly shape: Prepared }

/** A batch size is followed when so many batches in a row have it: the last one of a folder is often smaller. */
const FOLLOW_AFTER = 3
/** A shape that could not be prepared is tried again after this long, in ms. */
const RETRY_AFTER_MS = 30_000

/**
 * Keeps a thread that is prepared for what the show wants now. While another one is being prepared for a new shape, the old
 * one goes on: no batch waits for more than its own turn. Batches are handed over one at a time.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #patience: Patience
  readonly #closing = new AbortController()
  readonly #backoff = new Backoff({ firstMs: 200, maxMs: 5000 })
  readonly #threads = new Set<Inference>()
  /** Open, and prepared for nothing yet. */
  #idle: Inference | undefined
  #runner: Runner | undefined
  /** While there is no runner and one is on its way. */
  #starting: Promise<Runner> | undefined
  #successor: Promise<void> | undefined
  #wanted: { readonly shape: Prepared; readonly jobs: number } | undefined
  readonly #refused = new Map<string, number>()

  constructor(options: RelayOptions) {
    const { clock, log, onHung } = options
    this.#options = options
    this.#patience = new Patience({
      clock,
      onHung: (waitedMs) => {
        log.error(`no answer from the device for ${seconds(waitedMs)}: it hangs, and only a new process helps`)
        onHung()
      },
    })
    this.#idle = this.#watched(options.first)
  }

  /** Draws over a batch. Rejects if that failed; the next one is tried anew. */
  async transform(batch: Batch): Promise<void> {
    const shape = shapeOf(batch, this.#options.opened.hasGuidance)
    this.#want(shape)
    const runner = await this.#runnerFor(shape, batch.parameters)
    await this.#patience.waitFor(runner.thread.transform(batch, runner.shape))
    this.#backoff.reset()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([...this.#threads].map((thread) => thread.close()))
    await this.#successor
  }

  #want(shape: Prepared): void {
    const jobs = this.#wanted && isSameShape(this.#wanted.shape, shape) ? this.#wanted.jobs + 1 : 1
    this.#wanted = { shape, jobs }
  }

  async #runnerFor(shape: Prepared, parameters: Parameters): Promise<Runner> {
    const runner = this.#runner ?? (await this.#start(shape, parameters))
    if (isSameShape(runner.shape, shape)) return runner
    if (this.#options.waits) return this.#adapted(runner, shape, parameters)
    if (this.#isDue(runner.shape, shape)) {
      const preparing = this.#prepareBeside(shape, parameters).catch((error) => this.#refuse(shape, error))
      this.#successor = preparing.finally(() => {
        this.#successor = undefined
      })
    }
    return runner
  }

  #isDue(current: Prepared, shape: Prepared): boolean {
    if (this.#successor) return false
    if (onlyCountDiffers(current, shape) && (this.#wanted?.jobs ?? 0) < FOLLOW_AFTER) return false
    return (this.#refused.get(shapeText(shape)) ?? 0) <= this.#options.clock.now()
  }

  /** The same thread, prepared for another shape as well. Fewer pictures of a size need nothing new. */
  async #adapted({ thread, shape: old }: Runner, shape: Prepared, parameters: Parameters): Promise<Runner> {
    if (onlyCountDiffers(old, shape) && shape.count < old.count) return { thread, shape: old }
    await this.#prepare(thread, shape, parameters).catch((error) => {
      // what it held has been given up by now
      if (isOutOfMemory(error)) return this.#prepare(thread, shape, parameters)
      throw error
    })
    const runner = { thread, shape }
    this.#runner = runner
    return runner
  }

  /** The first runner, or one in the place of one that has died. Whoever comes meanwhile waits for the same. */
  #start(shape: Prepared, parameters: Parameters, afterMs = 0): Promise<Runner> {
    if (this.#starting) return this.#starting
    const starting = this.#startAfter(afterMs, shape, parameters).finally(() => {
      this.#starting = undefined
    })
    this.#starting = starting
    starting.catch(() => undefined) // told to the batches that wait for it
    return starting
  }

  async #startAfter(afterMs: number, shape: Prepared, parameters: Parameters): Promise<Runner> {
    const { clock, log } = this.#options
    if (afterMs > 0) await clock.until(clock.now() + afterMs, this.#closing.signal)
    const startMono = clock.now()
    const thread = this.#idle ?? this.#open()
    this.#idle = undefined
    try {
      await this.#prepare(thread, shape, parameters)
    } catch (error) {
      await this.#end(thread)
      throw error
    }
    log.info(`ready for ${shapeText(shape)} after ${seconds(clock.now() - startMono)}`)
    return this.#take(thread, shape, parameters)
  }

  /** Prepares a second thread for a new shape and lets it take over. If that fails the old one stays. */
  async #prepareBeside(shape: Prepared, parameters: Parameters): Promise<void> {
    const { clock, log } = this.#options
    const startMono = clock.now()
    log.info(`preparing for ${shapeText(shape)}; until then pictures are drawn as before and scaled`)
    const thread = this.#open()
    try {
      await this.#prepare(thread, shape, parameters)
    } catch (error) {
      await this.#end(thread)
      if (this.#closing.signal.aborted) return
      if (isOutOfMemory(error)) return this.#prepareAlone(shape, parameters)
      return this.#refuse(shape, error)
    }
    if (this.#isStale(shape)) return this.#end(thread)
    const old = this.#runner
    this.#take(thread, shape, parameters)
    log.info(`from now on ${shapeText(shape)}, prepared in ${seconds(clock.now() - startMono)}`)
    if (old) await this.#end(old.thread)
  }

  /** The device does not hold two: the old one makes room, and batches wait. */
  async #prepareAlone(shape: Prepared, parameters: Parameters): Promise<void> {
    const old = this.#runner
    if (!old) return
    this.#options.log.warn(
      `the memory of the device does not hold both: the pictures stand still while ${shapeText(shape)} is prepared`,
    )
    this.#runner = undefined
    const changing = this.#change(old, shape, parameters).finally(() => {
      this.#starting = undefined
    })
    this.#starting = changing
    await changing.catch(() => undefined) // told to the batches that wait for it
  }

  async #change(old: Runner, shape: Prepared, parameters: Parameters): Promise<Runner> {
    await this.#end(old.thread)
    try {
      return await this.#startAfter(0, shape, parameters)
    } catch (error) {
      this.#refuse(shape, error)
      return this.#startAfter(0, old.shape, parameters)
    }
  }

  async #prepare(thread: Inference, shape: Prepared, parameters: Parameters): Promise<void> {
    await this.#patience.waitForPreparation(thread.opened.then(() => thread.prepare(shape, parameters)))
  }

  #refuse(shape: Prepared, error: unknown): void {
    const { clock, log } = this.#options
    const remedy = error instanceof OperatorError ? ` ${error.remedy}` : ''
    log.error(`${shapeText(shape)} cannot be prepared, the pictures stay as they are: ${reasonOf(error)}${remedy}`)
    this.#refused.set(shapeText(shape), clock.now() + RETRY_AFTER_MS)
  }

  /** Whether the show has gone back to what is there already, or on to something else. */
  #isStale(shape: Prepared): boolean {
    return this.#closing.signal.aborted || (this.#wanted !== undefined && !isSameShape(this.#wanted.shape, shape))
  }

  #take(thread: Inference, shape: Prepared, parameters: Parameters): Runner {
    const runner = { thread, shape }
    this.#runner = runner
    void thread.ended.then((reason) => this.#onDeath(runner, parameters, reason))
    return runner
  }

  #onDeath(runner: Runner, parameters: Parameters, reason: string): void {
    if (this.#runner?.thread !== runner.thread || this.#closing.signal.aborted) return
    this.#runner = undefined
    this.#options.log.warn(`the inference thread has died (${reason}) and is started again`)
    void this.#start(runner.shape, parameters, this.#backoff.next())
  }

  #open(): Inference {
    if (this.#closing.signal.aborted) throw new Error('the engine is closed')
    return this.#watched(this.#options.open())
  }

  #watched(thread: Inference): Inference {
    this.#threads.add(thread)
    void thread.ended.then(() => this.#threads.delete(thread))
    return thread
  }

  async #end(thread: Inference): Promise<void> {
    await thread.close()
    this.#threads.delete(thread)
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'DEVICE_OUT_OF_MEMORY'
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
