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

/** Largest head of a message, in bytes. Decoding hostile ones costs thousand times their size, so it is only as large as needed. */
export const MAX_HEAD_BYTES = 64 * 2 ** 10

/** Longest reason for one frame of a result, in characters: 32 of them fit a head in any script. */
export const MAX_REASON_LENGTH = 500

/** Bytes from a peer that are not a message of this protocol. */
export class WireError extends Error {
  override readonly name = 'WireError'
}
