/** Something that is said for a while at the foot of the page. */
export type Note = {
  readonly id: number
  readonly text: string
  readonly isProblem: boolean
  /** What can be done about it. */
  readonly remedy?: { readonly label: string; readonly act: () => void }
}

const AT_MOST = 3

/** The notes with one more; the same sentence is not said twice at a time, and the oldest make room. */
export function withNote(notes: readonly Note[], note: Note): readonly Note[] {
  return [...notes.filter(({ text }) => text !== note.text), note].slice(-AT_MOST)
}
