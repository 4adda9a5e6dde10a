import type { Desk } from '#desk/desk.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { Allowance } from './allowance.ts'
import type { Complaints } from './complaints.ts'
import { Inbox, type Letter } from './inbox.ts'

/** What comes within this time is looked at together: of a fader only its newest value counts. */
const TICK_MS = 5
/** Commands that are carried out. All settings moved by hand at 50 messages a second stay below. */
const COMMANDS_PER_SECOND = 2000
/** Different values that may wait for their turn when more come. */
const CAPACITY = 1000
/** Prompts that may wait for their check. */
const MAX_PENDING = 3000

export type CarrierOptions = {
  readonly desk: Pick<Desk, 'command'>
  readonly complaints: Complaints
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Carries letters to the desk: in their order, no faster than is good for the show. */
export class Carrier {
  readonly #desk: Pick<Desk, 'command'>
  readonly #complaints: Complaints
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #inbox: Inbox
  readonly #commands: Allowance
  #nextTick = 0
  #isRunning = false
  #pending = 0

  constructor({ desk, complaints, clock, signal }: CarrierOptions) {
    this.#desk = desk
    this.#complaints = complaints
    this.#clock = clock
    this.#signal = signal
    this.#inbox = new Inbox({ capacity: CAPACITY, onDrop: (why) => complaints.countQuietly(why) })
    this.#commands = new Allowance(COMMANDS_PER_SECOND, () => clock.now())
  }

  /** Carries letters out within a few milliseconds. */
  soon(letters: readonly Letter[]): void {
    for (const letter of letters) this.#inbox.put(letter)
    if (!this.#isRunning) void this.#run()
  }

  /** Carries letters out at once and together, behind those that wait. @param mono the moment that they were meant for */
  together(letters: readonly Letter[], mono: number): void {
    this.#empty()
    if (this.#commands.take(letters.length)) for (const letter of letters) this.#carry(letter, mono)
    else this.#tooMany(letters.length)
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#inbox.size > 0 && !this.#signal.aborted) {
      await this.#clock.until(Math.max(this.#nextTick, this.#clock.now() + this.#commands.waitMs), this.#signal)
      this.#nextTick = this.#clock.now() + TICK_MS
      if (!this.#signal.aborted) this.#empty()
    }
    this.#isRunning = false
  }

  #empty(): void {
    while (this.#inbox.size > 0 && this.#commands.take()) {
      const letter = this.#inbox.take()
      if (letter) this.#carry(letter)
    }
  }

  #carry(letter: Letter, atMono?: number): void {
    if (this.#pending >= MAX_PENDING) return this.#tooMany(1)
    this.#pending++
    void this.#command(letter, atMono).finally(() => this.#pending--)
  }

  /** Never rejects: whatever goes wrong with a command ends here. */
  async #command({ name, args, sender }: Letter, atMono?: number): Promise<void> {
    // OSC carries no token, and addresses can be forged
    const touch = { by: `osc ${sender}`, isOperator: false, clamp: true, ...(atMono !== undefined && { atMono }) }
    try {
      await this.#desk.command(name, args, touch)
    } catch (error) {
      const cause = error instanceof OperatorError ? (causes[error.code] ?? 'not carried out') : 'not carried out'
      if (cause === 'newer prompt came') return this.#complaints.countQuietly(cause)
      this.#complaints.count(cause, () => `OSC from ${sender}, /${name}: ${adviceOf(error)}`)
    }
  }

  #tooMany(n: number): void {
    this.#complaints.count('too many commands', () => 'More comes by OSC than can be carried out.', n)
  }
}

const causes: Readonly<Record<string, string>> = {
  COMMAND_UNKNOWN: 'unknown address',
  SETTING_INVALID: 'value not taken',
  PROMPT_REFUSED: 'prompt refused',
  PROMPT_OVERTAKEN: 'newer prompt came',
}

function adviceOf(error: unknown): string {
  return error instanceof OperatorError ? `${error.message} ${error.remedy}` : reasonOf(error)
}
