import type { Capture } from '#frame/capture.ts'
import { checkedPicture } from '#frame/picture.ts'
import { type FfmpegOptions, openFfmpeg } from '#video/ffmpeg.ts'
import { captureOf } from './picture.ts'
import type { Refusals } from './refusals.ts'
import type { Live } from './reopening.ts'
import type { SourceOptions } from './source.ts'

export type FfmpegLiveOptions = Omit<FfmpegOptions, 'onBroken'> &
  Pick<SourceOptions, 'maxPixels' | 'crop'> & {
    readonly name: string
    readonly refusals: Refusals
    /** Numbers the pictures, on and on from one opening to the next. */
    readonly nextIndex: () => number
  }

/** What ffmpeg delivers, as captures: each is stamped the moment its last byte arrives. @throws as `openFfmpeg` */
export async function openFfmpegLive(options: FfmpegLiveOptions): Promise<Live> {
  const refuse = (reason: string) => options.refusals.add(`A picture from ${options.name}`, reason)
  const ffmpeg = await openFfmpeg({ ...options, onBroken: refuse })
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Capture, void, undefined> {
      const { clock, crop, maxPixels, nextIndex } = options
      for await (const jpeg of ffmpeg) {
        const picture = checkedPicture(jpeg, maxPixels)
        if ('refused' in picture) refuse(picture.refused)
        else yield captureOf(picture, { index: nextIndex(), mono: clock.now(), clock, crop })
      }
    },
    [Symbol.asyncDispose]: () => ffmpeg[Symbol.asyncDispose](),
  }
}
