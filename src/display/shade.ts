/** How long the fade to the background takes, in ms. */
const FADE_MS = 1500

export type Absence = {
  /** When the server was lost, on the monotonic clock; undefined while it is there. */
  readonly sinceMono: number | undefined
  readonly now: number
  /** For so long the last picture stays as it is, in ms. */
  readonly holdMs: number
}

/** Share of the background over the picture: 0 at first, 1 when the server has been away for long. */
export function shadeOf({ sinceMono, now, holdMs }: Absence): number {
  if (sinceMono === undefined) return 0
  return Math.min(1, Math.max(0, (now - sinceMono - holdMs) / FADE_MS))
}
