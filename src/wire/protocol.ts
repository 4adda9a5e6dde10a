/** Version of the conversation between server and workers; both sides refuse another one. */
export const PROTOCOL = 1

/** A worker says it is alive this often, and the server answers each time. */
export const BEAT_MS = 250

/** A peer that has said nothing for this long is taken for gone. */
export const SILENCE_MS = 1000

/** Most frames in one job; more parts than this are refused. */
export const MAX_FRAMES = 32

/** Largest single part that is received, in bytes: more than any picture that passes the pixel limit. */
export const MAX_PART_BYTES = 64 * 2 ** 20

/** Bytes from a peer that are not a message of this protocol. */
export class WireError extends Error {
  override readonly name = 'WireError'
}
