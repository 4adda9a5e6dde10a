/** Version of the conversation between server and workers; both sides refuse another one. */
export const PROTOCOL = 2

/** A worker says it is alive this often, and the server answers each time. */
export const BEAT_MS = 250

/** A peer that has said nothing for this long is taken for gone. */
export const SILENCE_MS = 1000

/** Most frames in one job; more parts than this are refused. */
export const MAX_FRAMES = 32

/** Most prompts in one job: those of two mixes of eight, while one fades into the other. */
export const MAX_PROMPTS = 16

/** Most seeds in one job: those of two mixes of four. */
export const MAX_SEEDS = 8

/** Largest single part that is received, in bytes: more than any picture that passes the pixel limit. */
export const MAX_PART_BYTES = 64 * 2 ** 20

/** Largest head of a worker's message, in bytes. Decoding hostile ones costs thousand times their size, so it is only as large as needed. */
export const MAX_WORKER_HEAD_BYTES = 64 * 2 ** 10

/** Largest head of a server's message, in bytes: a job with all the prompts it may have, in letters of three bytes. */
export const MAX_SERVER_HEAD_BYTES = 256 * 2 ** 10

/** Longest reason for one frame of a result, in characters: 32 of them fit a head in any script. */
export const MAX_REASON_LENGTH = 500

/** Bytes from a peer that are not a message of this protocol. */
export class WireError extends Error {
  override readonly name = 'WireError'
}
