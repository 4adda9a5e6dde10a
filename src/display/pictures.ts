import { reasonOf } from '#errors/operatorError.ts'
import { checkedPicture } from '#frame/picture.ts'
import { decodeJpeg } from '#video/jpeg.ts'
import { decodePictureMessage, type PictureMessage } from '#wire/pictureMessage.ts'
import type { Pixels } from './texture.ts'

/** A picture for the screen. Its pixels are written over by the next one. */
export type Shown = Pixels & Pick<PictureMessage, 'timestamp' | 'index'>

/** Pictures with more pixels than this are refused: no screen has as many. */
const MAX_PIXELS = 4096 * 4096

/** Turns messages of the output port into pixels, always into the same memory. */
export class PictureReader {
  readonly #onRefused: (reason: string) => void
  #pixels = new Uint8Array(0)

  /** @param onRefused told why something is no picture, as the rest of a sentence */
  constructor({ onRefused }: { onRefused: (reason: string) => void }) {
    this.#onRefused = onRefused
  }

  /** The picture in a message; undefined for one that is none. */
  read(bytes: Uint8Array): Promise<Shown | undefined> {
    const message = decodePictureMessage(bytes)
    if ('refused' in message) return this.#refuse(message.refused)
    return this.decode(message)
  }

  /** The same, for a picture that came another way. */
  async decode({ timestamp, index, jpeg }: PictureMessage): Promise<Shown | undefined> {
    const picture = checkedPicture(jpeg, MAX_PIXELS)
    if ('refused' in picture) return this.#refuse(picture.refused)
    const { widthPx, heightPx } = picture
    const bytes = widthPx * heightPx * 4
    if (this.#pixels.length !== bytes) this.#pixels = new Uint8Array(bytes)
    const pixels = this.#pixels
    try {
      await decodeJpeg(jpeg, pixels, { widthPx, heightPx })
    } catch (error) {
      return this.#refuse(`is no picture: ${reasonOf(error)}`)
    }
    return { widthPx, heightPx, pixels, timestamp, index }
  }

  async #refuse(reason: string): Promise<undefined> {
    this.#onRefused(reason)
  }
}
