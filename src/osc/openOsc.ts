import type { Desk } from '#desk/desk.ts'
import type { Clock } from '#flow/clock.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { allowedSenders } from './allowedSenders.ts'
import { Carrier } from './carrier.ts'
import { Complaints } from './complaints.ts'
import { feedbackTargets } from './feedbackTargets.ts'
import { openFeedback } from './openFeedback.ts'
import { openOscSocket } from './oscSocket.ts'
import { Receiver } from './receiver.ts'

export type OscOptions = {
  readonly host: string
  /** UDP port on which OSC is heard. */
  readonly port: number
  /** HOST:PORT of programs that are told every change, separated by commas; may be empty. */
  readonly feedback: string
  /** Addresses and networks that are heard, separated by commas. Empty: all, or with a token this machine only. */
  readonly allow: string
  /** Whether changes need the operator's token elsewhere; OSC carries none. */
  readonly hasToken: boolean
  readonly desk: Pick<Desk, 'command' | 'settings'>
  readonly clock: Clock
  readonly log: Log
  readonly drops: Drops
}

/**
 * The OSC door: what arrives on a UDP port becomes commands at the desk, and what changes there is told by OSC.
 * @throws OperatorError PORT_IN_USE, BAD_OPTION
 */
export async function openOsc(options: OscOptions): Promise<AsyncDisposable & { readonly port: number }> {
  const { host, desk, clock, log, drops } = options
  const senders = allowedSenders(options)
  const targets = feedbackTargets(options.feedback, options)
  const complaints = new Complaints({ log, drops, now: () => clock.now() })
  const closing = new AbortController()
  const { signal } = closing

  await using opening = new AsyncDisposableStack()
  const feedback = opening.use(openFeedback({ targets, settings: desk.settings, clock, log, drops }))
  opening.defer(() => closing.abort())
  const carrier = new Carrier({ desk, complaints, clock, signal })
  const onSync = () => feedback.tellAll()
  const receiver = new Receiver({ senders, carrier, complaints, onSync, clock, signal })
  const onPacket = (bytes: Buffer, address: string) => receiver.receive(bytes, address)
  const socket = opening.use(await openOscSocket({ host, port: options.port, onPacket, clock, log }))
  log.info(`OSC at UDP ${host}:${socket.port}, heard ${senders.sentence}${told(targets)}`)
  const open = opening.move()
  return { port: socket.port, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

function told(targets: readonly { host: string; port: number }[]): string {
  return targets.length === 0
    ? ''
    : `; changes are told to ${targets.map(({ host, port }) => `${host}:${port}`).join(', ')}`
}
