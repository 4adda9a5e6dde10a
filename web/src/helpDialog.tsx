import { Dialog } from './dialog.tsx'
import { shortcuts } from './shortcuts.ts'

/** What the keys do. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="keys">
        {shortcuts.map(({ keys, doc }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{doc}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">A double click on a control brings its default back.</p>
      <button type="button" class="send" onClick={onClose}>
        Close
      </button>
    </Dialog>
  )
}
