/** How far a recording is: told every second to whoever watches it. */
export type RecordingProgress = {
  /** The file that is being written; undefined before the first picture. */
  readonly file?: string | undefined
  readonly seconds: number
  readonly pictures: number
  /** Pictures that came and are not in it. */
  readonly dropped: number
  /** Written so far, in all files. */
  readonly bytes: number
  /** What the disk still takes. */
  readonly freeBytes: number
}

/** The same for people: `12:03, 21690 pictures, 310 MB, room for 4 h`. */
export function progressText({ seconds, pictures, dropped, bytes, freeBytes }: RecordingProgress): string {
  const parts = [clockText(seconds), `${pictures} pictures`, sizeText(bytes)]
  if (dropped > 0) parts.push(`${dropped} dropped`)
  if (seconds > 10 && bytes > 0) parts.push(`room for ${lengthText((freeBytes / bytes) * seconds)}`)
  return parts.join(', ')
}

function clockText(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

function lengthText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
