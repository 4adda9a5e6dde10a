import type { Picture } from '#frame/picture.ts'
import type { PictureMessage } from '#wire/pictureMessage.ts'

/** A picture as it is recorded: its JPEG untouched. */
export type RecordedPicture = Picture & Pick<PictureMessage, 'timestamp' | 'index'>
