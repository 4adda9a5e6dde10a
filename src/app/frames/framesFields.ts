import { logFields } from '#settings/config.ts'
import { boolean, real, text, type ValuesOf } from '#settings/field.ts'

/** What `i2i frames` is told. */
export const framesFields = {
  fps: real({ default: 30, min: 0.1, max: 240, doc: 'Frames to take from each second of the video.' }),
  size: text({
    default: '',
    doc: 'Size of the frames, WIDTHxHEIGHT; the picture covers it, what stands over is cut off evenly. Left out: that of the video.',
  }),
  start: real({ default: 0, min: 0, max: 1e6, doc: 'Where to begin in the video, in seconds.' }),
  seconds: real({ default: 0, min: 0, max: 1e6, doc: 'How much of the video to take, in seconds; 0 for all of it.' }),
  overwrite: boolean({ default: false, doc: 'Replace frames of another video or size that i2i frames has put there.' }),
  ...logFields,
} as const

export type FramesConfig = Omit<ValuesOf<typeof framesFields>, 'log'>
