import type { Published } from '#output/pictureBoard.ts'
import type { Drops } from '#telemetry/drops.ts'

/** The part of a WebSocket that a viewer is served through; `onSent` is called when the system has taken the bytes. */
export type PictureSocket = { send(picture: Published, onSent: () => void): void }

// one that is being drawn and one on its way: enough for full rate over a slow network, and never more than one waits
const MAX_UNACKNOWLEDGED = 2

/**
 * One viewer of the pictures: gets the newest one whenever it is free, and skips what came in between.
 *
 * A viewer that acknowledges what it has drawn is free when at most one picture is not drawn yet. One that never does is
 * free when the system has taken the last picture, which says less: the system itself keeps some on their way.
 */
export class Viewer {
  readonly #socket: PictureSocket
  readonly #drops: Drops
  #waiting: Published | undefined
  #isSending = false
  #acknowledges = false
  #unacknowledged = 0

  constructor(socket: PictureSocket, drops: Drops) {
    this.#socket = socket
    this.#drops = drops
  }

  /** A new picture has left. Never waits. */
  offer(picture: Published): void {
    if (this.#waiting) this.#drops.count('viewer', 'slow viewer')
    this.#waiting = picture
    this.#sendWhenFree()
  }

  /** The viewer has drawn a picture, or put it aside for a newer one. */
  acknowledge(): void {
    this.#acknowledges = true
    this.#unacknowledged = Math.max(0, this.#unacknowledged - 1)
    this.#sendWhenFree()
  }

  #sendWhenFree(): void {
    const picture = this.#waiting
    if (!picture || this.#isSending) return
    if (this.#acknowledges && this.#unacknowledged >= MAX_UNACKNOWLEDGED) return
    this.#waiting = undefined
    this.#isSending = true
    this.#unacknowledged++
    this.#socket.send(picture, () => {
      this.#isSending = false
      this.#sendWhenFree()
    })
  }
}
