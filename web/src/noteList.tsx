import { Icon } from './icons.tsx'
import type { Note } from './notes.ts'

/** What there is to say, at the foot of the page. */
export function NoteList({ notes, onDismiss }: { notes: readonly Note[]; onDismiss: (id: number) => void }) {
  return (
    <div class="notes" role="log" aria-live="assertive">
      {notes.map(({ id, text, isProblem, remedy }) => (
        <p key={id} class={isProblem ? 'note wrong' : 'note'}>
          <span>{text}</span>
          {remedy && (
            <button
              type="button"
              class="chip"
              onClick={() => {
                remedy.act()
                onDismiss(id)
              }}
            >
              {remedy.label}
            </button>
          )}
          <button type="button" class="plain" aria-label="Away with this note" onClick={() => onDismiss(id)}>
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  )
}
