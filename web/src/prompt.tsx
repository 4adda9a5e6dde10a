import { useEffect, useState } from 'preact/hooks'

/** The prompt: shows the current one, follows what others set, and keeps what is being typed until Enter or Escape. */
export function Prompt({ current, onSet }: { current: string; onSet: (prompt: string) => void }) {
  const [typed, setTyped] = useState<string>()
  const isDirty = typed !== undefined && typed !== current
  useEffect(() => {
    // what was sent has arrived
    if (typed === current) setTyped(undefined)
  }, [current, typed])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setTyped(undefined)
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (typed !== undefined) onSet(typed)
  }

  return (
    <div class={`prompt ${isDirty ? 'dirty' : ''}`}>
      <textarea
        aria-label="Prompt"
        placeholder="What the picture should become"
        rows={1}
        maxLength={4000}
        enterkeyhint="send"
        spellcheck={false}
        value={typed ?? current}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" disabled={!isDirty} onClick={() => typed !== undefined && onSet(typed)} title="Enter">
        Set
      </button>
      {isDirty && <p class="hint">Enter sets it, Escape returns to: {current || '(empty)'}</p>}
    </div>
  )
}
