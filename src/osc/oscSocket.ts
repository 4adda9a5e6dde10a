import { type Socket, createSocket as systemSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { Backoff } from '#flow/backoff.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'

export type OscSocketOptions = {
  readonly host: string
  /** 0: the system chooses a free one. */
  readonly port: number
  readonly onPacket: (bytes: Buffer, address: string) => void
  readonly clock: Clock
  readonly log: Log
  readonly createSocket?: (type: 'udp4' | 'udp6') => Socket
}

/**
 * Hears on a UDP port. If that ends while the show runs, it is tried again until it works.
 * @throws OperatorError PORT_IN_USE, BAD_OPTION
 */
export async function openOscSocket(options: OscSocketOptions): Promise<AsyncDisposable & { readonly port: number }> {
  const closing = new AbortController()
  const first = await bound(options, options.port)
  const { port } = first.address()
  const running = keepOpen(first, { ...options, port }, closing.signal)
  return {
    port,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await running
    },
  }
}

async function keepOpen(first: Socket, options: OscSocketOptions, signal: AbortSignal): Promise<void> {
  const { port, clock, log } = options
  const backoff = new Backoff({ firstMs: 1_000, maxMs: 10_000 })
  let socket: Socket | undefined = first
  while (!signal.aborted) {
    const problem: unknown = socket ? await endOf(socket, signal) : undefined
    if (signal.aborted) return
    if (problem) log.warn(`OSC is not heard on UDP port ${port} (${reasonOf(problem)}); it is opened again.`)
    await clock.until(clock.now() + backoff.next(), signal)
    if (signal.aborted) return
    socket = await bound(options, port).catch((error: unknown) => {
      log.warn(`OSC is still not heard: ${reasonOf(error)}`)
      return undefined
    })
    if (!socket) continue
    backoff.reset()
    log.info(`OSC is heard again on UDP port ${port}.`)
  }
}

/** The error that ends a socket, or undefined when the signal does; closed afterwards. */
async function endOf(socket: Socket, signal: AbortSignal): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const stop = () => resolve(undefined)
  socket.on('error', resolve)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const problem = await promise
  signal.removeEventListener('abort', stop)
  await new Promise<void>((done) => socket.close(() => done()))
  return problem
}

function bound({ host, onPacket, createSocket = systemSocket }: OscSocketOptions, port: number): Promise<Socket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  socket.on('message', (bytes, { address }) => onPacket(bytes, address))
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error) => {
      socket.close()
      reject(explained(cause, host, port))
    }
    socket.once('error', refuse)
    socket.bind(port, host, () => {
      socket.off('error', refuse)
      resolve(socket)
    })
  })
}

function explained(cause: Error & { code?: string }, host: string, port: number): OperatorError {
  if (cause.code === 'EADDRINUSE') {
    const remedy = 'Stop the other program, choose another port with --osc_port, or do without OSC: --osc_port 0.'
    return new OperatorError('PORT_IN_USE', `UDP port ${port} on ${host} is in use.`, remedy, { cause })
  }
  const remedy = 'Give an address of this machine with --host and a port above 1023 with --osc_port.'
  return new OperatorError('BAD_OPTION', `OSC cannot be heard on ${host}:${port} (${cause.code}).`, remedy, { cause })
}
