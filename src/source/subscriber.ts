import type { Capture } from '#frame/capture.ts'
import { checkedPicture, type Picture, type Refused } from '#frame/picture.ts'
import { decodePictureMessage } from '#wire/pictureMessage.ts'
import { openPictureSocket } from '#wire/pictureSocket.ts'
import { captureOf } from './picture.ts'
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
  const socket = openPictureSocket({ address: options.address, option: '--input', keep: 1 })
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

/** A message from outside as a picture, or what is wrong with it. */
export function pictureMessage(bytes: Uint8Array, maxPixels: number): (Picture & { index: number }) | Refused {
  const message = decodePictureMessage(bytes)
  if ('refused' in message) return message
  const picture = checkedPicture(message.jpeg, maxPixels)
  return 'refused' in picture ? picture : { ...picture, index: message.index }
}
