import { useEffect, useRef } from 'preact/hooks'
import type { PastPrompt } from './usePromptHistory.ts'

export type PastPromptsProps = {
  readonly past: readonly PastPrompt[]
  readonly onTake: (text: string) => void
  readonly onClose: () => void
}

/** Prompts that were set before, to take one up again. */
export function PastPrompts({ past, onTake, onClose }: PastPromptsProps) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    const closeOutside = ({ target }: Event) => {
      const box = list.current?.closest('.promptBox')
      if (target instanceof Node && !box?.contains(target)) onClose()
    }
    document.addEventListener('pointerdown', closeOutside)
    return () => document.removeEventListener('pointerdown', closeOutside)
  }, [onClose])

  return (
    <ul class="past" ref={list} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      {past.length === 0 && <li class="quiet">Prompts that were set will be listed here.</li>}
      {past.map(({ text, atMs, by }) => (
        <li key={text}>
          <button type="button" onClick={() => onTake(text)} title={`by ${by}`}>
            <span>{text || '(empty)'}</span>
            <time>{new Date(atMs).toTimeString().slice(0, 5)}</time>
          </button>
        </li>
      ))}
    </ul>
  )
}
