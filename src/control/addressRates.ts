import { isIPv6 } from 'node:net'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { Allowance } from '#osc/allowance.ts'

/** So much a second from one address, with some saved up at most. */
export type AddressRate = { readonly perSecond: number; readonly most: number }

/** Those that were quiet the longest are forgotten first. */
const MAX_ADDRESSES = 1000

/** How much each address may do. */
export class AddressRates {
  readonly #rate: AddressRate
  readonly #clock: Clock
  readonly #left = new Map<string, Allowance>()

  constructor(rate: AddressRate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
  }

  /** Takes one from what the address has left. @throws RateLimited if that is nothing */
  take(address: string): void {
    const left = this.#of(address)
    if (!left.take()) throw new RateLimited(left.waitMs)
  }

  /** @throws RateLimited if the address has nothing left */
  assertSome(address: string): void {
    const { waitMs } = this.#of(address)
    if (waitMs > 0) throw new RateLimited(waitMs)
  }

  /** Whether the address has nothing left. */
  isSpent(address: string): boolean {
    return this.#of(address).waitMs > 0
  }

  #of(address: string): Allowance {
    const network = networkOf(address)
    const { perSecond, most } = this.#rate
    const left = this.#left.get(network) ?? new Allowance(perSecond, () => this.#clock.now(), most)
    this.#left.delete(network)
    this.#left.set(network, left)
    const [quietest] = this.#left.keys()
    if (this.#left.size > MAX_ADDRESSES && quietest !== undefined) this.#left.delete(quietest)
    return left
  }
}

/** Too much from one address. */
export class RateLimited extends OperatorError {
  readonly retryAfterSeconds: number

  constructor(waitMs: number) {
    const seconds = Math.ceil(waitMs / 1000)
    super(
      'RATE_LIMITED',
      'Too many requests come from this address.',
      `Try again in ${seconds} s. Send only the newest value of a fader, or use OSC for it.`,
    )
    this.retryAfterSeconds = seconds
  }
}

/** An IPv4 address as people know it; sockets that listen for both kinds write `::ffff:` in front. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** What counts as one address: with IPv6 a machine has as many as it likes, in the network of its first 64 bits. */
export function networkOf(address: string): string {
  const plain = plainAddress(address)
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const [left, right] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
