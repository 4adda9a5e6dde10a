import { Channel, type ChannelOptions } from './channel.ts'

/**
 * Reads `items` into a channel from now on, so that making and using overlap: a camera has to be read while nobody asks for
 * its pictures, or nobody would learn that they are dropped.
 * The end and the failure of `items` become those of the channel. When the reader leaves, the pump leaves with the next
 * item; it is not waited for, since a source that is silent ends only with its signal.
 */
export function pump<T>(items: AsyncIterable<T>, options: ChannelOptions<T>): AsyncGenerator<T, void, undefined> {
  const channel = new Channel<T>(options)
  fill(items, channel)
  return drained(channel)
}

async function* drained<T>(channel: Channel<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* channel
  } finally {
    await channel.return()
  }
}

async function fill<T>(items: AsyncIterable<T>, channel: Channel<T>): Promise<void> {
  try {
    for await (const item of items) {
      await channel.send(item)
      if (channel.isClosed) return
    }
    channel.close()
  } catch (error) {
    channel.fail(error)
  }
}
