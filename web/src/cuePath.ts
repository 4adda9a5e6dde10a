/** The address of a cue. */
export function cuePath(name: string): string {
  return `/api/cues/${encodeURIComponent(name)}`
}
