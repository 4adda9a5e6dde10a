/** One picture as it left: the message that subscribers of the output port got, and what status wants to know of it. */
export type Published = {
  /** msgpack `[timestamp, index, jpg]`; shared, never written to. */
  readonly message: Uint8Array
  /** JPEG of the input that the picture was made from, as it was captured; shared, never written to. */
  readonly input: Uint8Array
  readonly index: number
  readonly capturedAtMs: number
  /** From capture to publish, in ms. */
  readonly latencyMs: number
}

/** The newest published picture, for viewers inside the server: they look here and never hold the show up. */
export class PictureBoard {
  #newest: Published | undefined
  readonly #listeners = new Set<(picture: Published) => void>()

  get newest(): Published | undefined {
    return this.#newest
  }

  show(picture: Published): void {
    this.#newest = picture
    for (const listener of this.#listeners) listener(picture)
  }

  /** Calls `listener` with every picture from now on, until the returned function is called. It must not block. */
  onPicture(listener: (picture: Published) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
