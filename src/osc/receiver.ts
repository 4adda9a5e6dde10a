import { commandNamed } from '#desk/commands.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { addressed, placeOf } from './addressed.ts'
import type { AllowedSenders } from './allowedSenders.ts'
import { Appointments } from './appointments.ts'
import type { Carrier } from './carrier.ts'
import type { Complaints } from './complaints.ts'
import type { Letter } from './inbox.ts'
import type { OscMessage } from './oscMessage.ts'
import { OscRefusal } from './oscRefusal.ts'
import { type OscBundle, readPacket } from './readPacket.ts'
import { Repeats } from './repeats.ts'
import { SenderRates } from './senderRates.ts'
import { WrongClocks } from './wrongClocks.ts'

/** Messages of bundles that may wait for their moment. */
const MAX_WAITING = 1000
/** Further ahead nobody plans; the sender's clock is wrong. */
const MAX_AHEAD_MS = 60_000
/** Longer waits are mentioned: few people mean them. */
const LONG_MS = 2_000

export type ReceiverOptions = {
  readonly senders: AllowedSenders
  readonly carrier: Pick<Carrier, 'soon' | 'together'>
  readonly complaints: Complaints
  /** Called when somebody wants to hear all values. */
  readonly onSync: () => void
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Understands what arrives: who says what, and when it shall happen. Nothing that arrives makes it throw. */
export class Receiver {
  readonly #options: ReceiverOptions
  readonly #rates: SenderRates
  readonly #repeats = new Repeats()
  readonly #clocks = new WrongClocks()
  readonly #appointments: Appointments<Letter>

  constructor(options: ReceiverOptions) {
    const { clock, signal, carrier } = options
    this.#options = options
    this.#rates = new SenderRates(() => clock.now())
    const onDue = (letters: readonly Letter[], mono: number) => carrier.together(letters, mono)
    this.#appointments = new Appointments({ clock, signal, capacity: MAX_WAITING, onDue })
  }

  /** Takes one UDP packet. */
  receive(bytes: Buffer, address: string): void {
    const { senders, complaints } = this.#options
    if (!senders.hears(address)) {
      const sentence = () => `OSC from ${address} is not heard: it is heard ${senders.sentence}.`
      return complaints.count('sender not allowed', sentence)
    }
    if (!this.#rates.take(address, bytes.length)) {
      return complaints.count('more than can be read', () => `OSC from ${address}: more than can be read.`)
    }
    try {
      this.#read(bytes, address)
    } catch (error) {
      this.#refused(error, address)
    }
  }

  #read(bytes: Buffer, sender: string): void {
    for (const bundle of readPacket(bytes)) {
      this.#rates.charge(sender, bundle.messages.length + bundle.refusals.length)
      for (const refusal of bundle.refusals) this.#refused(refusal, sender)
      this.#take(bundle, sender)
    }
  }

  #take(bundle: OscBundle, sender: string): void {
    const { clock, carrier, complaints } = this.#options
    const aheadMs = this.#aheadMs(bundle, sender)
    const mono = clock.now() + aheadMs
    const letters = bundle.messages
      .flatMap((message) => this.#letter(message, sender))
      .filter((letter) => !this.#isRepeat(letter, mono))
    if (aheadMs === 0) return carrier.soon(letters)
    const when = `a bundle from ${sender} is for a moment in ${Math.round(aheadMs / 1000)} s`
    if (aheadMs > MAX_AHEAD_MS) {
      const sentence = () => `OSC: ${when}, which is too far ahead. Is the clock of that machine right?`
      return complaints.count('too far ahead', sentence, letters.length)
    }
    if (aheadMs > LONG_MS) complaints.say(() => `OSC: ${when}. If that is not meant, set the clock of that machine.`)
    if (this.#appointments.add(letters, mono)) return
    const sentence = () => `OSC: more than ${MAX_WAITING} messages wait for their moment.`
    complaints.count('too much waits for its moment', sentence, letters.length)
  }

  /** How long a bundle has to wait: not at all if its sender's clock is known to be wrong. */
  #aheadMs({ atMs, messages }: OscBundle, address: string): number {
    const { clock, complaints } = this.#options
    if (atMs === undefined) return 0
    const aheadMs = Math.max(0, atMs - clock.wallMs())
    if (!this.#clocks.has(address, aheadMs > MAX_AHEAD_MS)) return aheadMs
    const seconds = Math.round(aheadMs / 1000)
    const sentence = () => `OSC: the clock of ${address} is ${seconds} s ahead. What it sends is carried out at once.`
    complaints.count('time of a wrong clock', sentence, messages.length)
    return 0
  }

  #letter(message: OscMessage, sender: string): Letter[] {
    const meant = addressed(message.address)
    if (meant.to === 'command') {
      return [{ name: meant.name, args: message.args, sender, place: placeOf(meant.name, message) }]
    }
    if (meant.to === 'feedback') this.#options.onSync()
    else this.#options.complaints.count('unknown address', () => `OSC from ${sender}: ${unknown(meant.name)}`)
    return []
  }

  #isRepeat(letter: Letter, mono: number): boolean {
    const isRepeat = this.#repeats.has(letter, mono)
    if (isRepeat) this.#options.complaints.countQuietly('said again and again')
    return isRepeat
  }

  #refused(error: unknown, address: string): void {
    const kind = error instanceof OscRefusal ? error.kind : 'a mistake of ours'
    this.#options.complaints.count(kind, () => `OSC from ${address} is left out: ${reasonOf(error)}`)
  }
}

/** That there is no such command, with the nearest one. */
function unknown(name: string): string {
  try {
    commandNamed(name)
    return `/${name} is unknown.`
  } catch (error) {
    return error instanceof OperatorError ? `${error.message} ${error.remedy}` : reasonOf(error)
  }
}
