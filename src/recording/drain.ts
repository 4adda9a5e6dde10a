import { Channel } from '#flow/channel.ts'
import type { RecordedPicture } from './recordedPicture.ts'

/** Pictures that may wait while ffmpeg or the disk is busy: three seconds of them. */
const CAPACITY = 90

/**
 * Brings pictures to where they are written, with room for those that come meanwhile. What finds none is left out.
 * @param onRefused told why a picture is left out, as the rest of a sentence
 */
export async function drain(
  pictures: AsyncIterable<RecordedPicture>,
  write: (picture: RecordedPicture) => Promise<unknown>,
  onRefused: (reason: string) => void,
): Promise<void> {
  const onDrop = () => onRefused('came faster than it can be recorded')
  const waiting = new Channel<RecordedPicture>({ capacity: CAPACITY, onFull: 'drop-newest', onDrop })
  const reading = async () => {
    try {
      for await (const picture of pictures) if (!(await waiting.send(picture)) && waiting.isClosed) return
    } finally {
      waiting.close()
    }
  }
  const writing = async () => {
    for await (const picture of waiting) await write(picture)
  }
  await Promise.all([reading(), writing()])
}
