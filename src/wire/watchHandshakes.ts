import type { Dealer, Publisher, Router, Subscriber } from 'zeromq'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { Admission } from './admission.ts'
import { oncePerMinute } from './oncePerMinute.ts'

export type ClientWatch = { readonly clock: Clock; readonly log: Log }

/** Says in words, once a minute, why a server does not let this program in. The socket goes on trying. */
export function watchClientHandshakes(
  socket: Dealer | Subscriber,
  { server, isCurve, clock, log }: ClientWatch & { readonly server: string; readonly isCurve: boolean },
): void {
  const warn = oncePerMinute(clock, (sentence) => log.warn(sentence))
  const say = (why: string) => warn(why, `${server} does not let this machine in: ${why} It is tried again and again.`)
  const mismatch = isCurve
    ? 'it does not encrypt. Start it with --curve, or this without.'
    : 'it wants encryption. Start this with --curve and the keys for this machine (on the server: npx i2i keys --client NAME).'
  socket.events.on('handshake:error:auth', () =>
    say('it does not know the key of this machine. Put client.pub into keys/clients of the server as NAME.pub.'),
  )
  socket.events.on('handshake:error:protocol', ({ error }) => {
    if (codeOf(error) === 'ERR_ZMTP_MECHANISM_MISMATCH') say(mismatch)
  })
  socket.events.on('handshake:error:other', () => {
    // without encryption this is any program that hangs up
    if (isCurve) say('it hung up on our greeting. Is server.pub that of this server?')
  })
}

/** Tells the admission of those who did not get as far as showing a key. */
export function watchServerHandshakes(socket: Router | Publisher, port: number, admission: Admission): void {
  socket.events.on('handshake:error:protocol', ({ error }) => admission.strange(port, codeOf(error)))
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : 'unknown'
}
