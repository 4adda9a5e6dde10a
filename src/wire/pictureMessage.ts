import { decode, Encoder } from '@msgpack/msgpack'
import { reasonOf } from '#errors/operatorError.ts'
import type { Refused } from '#frame/picture.ts'

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

/** A message from outside, or what is wrong with it. Whether its bytes are a picture is not looked at; they are not copied. */
export function decodePictureMessage(bytes: Uint8Array): PictureMessage | Refused {
  const values = decoded(bytes)
  if (!Array.isArray(values) || values.length !== 3) return malformed('not an array of three')
  const [timestamp, index, jpeg] = values
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return malformed('its timestamp is no number')
  if (!Number.isSafeInteger(index)) return malformed('its index is no whole number')
  if (!(jpeg instanceof Uint8Array)) return malformed('its picture is no bytes')
  return { timestamp, index, jpeg }
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
