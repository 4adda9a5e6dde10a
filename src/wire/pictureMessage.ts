import { Encoder } from '@msgpack/msgpack'

/** A picture for the world outside: what port 5557 publishes. */
export type PictureMessage = {
  /** Integer milliseconds since the Unix epoch: when the frame was captured. */
  readonly timestamp: number
  /** The frame's index in its source. */
  readonly index: number
  readonly jpeg: Uint8Array
}

// big enough from the start: growing would copy each picture several times
const encoder = new Encoder({ initialBufferSize: 2 ** 20 })

/** msgpack `[timestamp, index, jpg]` with integers and binary, as subscribers in other languages expect it. */
export function encodePictureMessage({ timestamp, index, jpeg }: PictureMessage): Uint8Array {
  return encoder.encode([timestamp, index, jpeg])
}
