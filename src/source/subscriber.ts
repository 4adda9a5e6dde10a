import { decode } from '@msgpack/msgpack'
import { Subscriber } from 'zeromq'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Capture } from '#frame/capture.ts'
import { captureOf, checkedPicture, type Picture, type Refused } from './picture.ts'
import { Refusals } from './refusals.ts'
import { type Live, reopening } from './reopening.ts'
import type { Source, SourceOptions } from './source.ts'

export type SubscriberOptions = SourceOptions & {
  /** Where the other program publishes: `tcp://HOST:PORT`. */
  readonly address: string
}

/**
 * Pictures from another program that publishes msgpack `[timestamp, index, jpg]`. The index is the sender's; the time is
 * that of arrival, since the sender's clock need not agree with ours.
 * @throws OperatorError BAD_OPTION when the address is none
 */
export async function openSubscriber(options: SubscriberOptions): Promise<Source> {
  const name = `pictures from ${options.address}`
  const refusals = new Refusals(options)
  const open = async (signal: AbortSignal) => subscribe(options, signal, refusals)
  // the sender is a program on the network, not a device that warms up
  return reopening({ ...options, name, open, firstMs: 2000 })
}

function subscribe(options: SubscriberOptions, signal: AbortSignal, refusals: Refusals): Live {
  const socket = connected(options.address)
  signal.addEventListener('abort', () => socket.close(), { once: true })
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Capture, void, undefined> {
      const { address, clock, crop, maxPixels } = options
      for await (const [bytes] of socket) {
        const message = pictureMessage(bytes, maxPixels)
        if ('refused' in message) refusals.add(`A picture from ${address}`, message.refused)
        else yield captureOf(message, { index: message.index, mono: clock.now(), clock, crop })
      }
    },
    async [Symbol.asyncDispose]() {
      socket.close()
    },
  }
}

function connected(address: string): Subscriber {
  const socket = new Subscriber({
    conflate: true, // the newest picture is worth more than the ones before it; also this queue's size: 1
    linger: 0,
    maxMessageSize: 64 * 2 ** 20,
    heartbeatInterval: 300,
    heartbeatTimeout: 900,
  })
  try {
    socket.connect(address)
    socket.subscribe()
    return socket
  } catch (cause) {
    socket.close()
    throw new OperatorError(
      'BAD_OPTION',
      `--input cannot be ${JSON.stringify(address)}: ${reasonOf(cause)}.`,
      'With --mode zmq, give the address of the other program: --input tcp://HOST:PORT.',
      { cause },
    )
  }
}

/** A message from outside as a picture, or what is wrong with it. */
export function pictureMessage(bytes: Uint8Array, maxPixels: number): (Picture & { index: number }) | Refused {
  const values = decoded(bytes)
  if (!Array.isArray(values) || values.length !== 3) return malformed('not an array of three')
  const [timestamp, index, jpeg] = values
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return malformed('its timestamp is no number')
  if (!Number.isSafeInteger(index)) return malformed('its index is no whole number')
  if (!(jpeg instanceof Uint8Array)) return malformed('its picture is no bytes')
  const picture = checkedPicture(jpeg, maxPixels)
  return 'refused' in picture ? picture : { ...picture, index }
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch (error) {
    return reasonOf(error) // a text is not an array of three either
  }
}

function malformed(why: string): Refused {
  return { refused: `is a malformed message: ${why}` }
}
