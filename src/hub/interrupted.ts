/** Something that may go better next time: a broken connection, a busy server. */
export class Interrupted extends Error {
  /** The server's wish when to come back, in ms. */
  readonly retryAfterMs: number

  constructor(message: string, { retryAfterMs = 0, ...options }: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options)
    this.name = 'Interrupted'
    this.retryAfterMs = retryAfterMs
  }
}
