import { useRef, useState } from 'preact/hooks'
import { Icon } from './icons.tsx'
import { PastPrompts } from './pastPrompts.tsx'
import { PromptNotes } from './promptNotes.tsx'
import { usePrompt } from './usePrompt.ts'
import { type PastPrompt, usePromptHistory } from './usePromptHistory.ts'

export type PromptBoxProps = {
  readonly name: 'prompt' | 'secondPrompt' | 'negativePrompt'
  readonly label: string
  readonly letter?: string
  readonly placeholder: string
}

/** A prompt to write: Enter sets it, Escape returns to what is set, Arrow Up brings earlier ones back. */
export function PromptBox({ name, label, letter, placeholder }: PromptBoxProps) {
  const prompt = usePrompt(name)
  const { past, refresh } = usePromptHistory()
  /** Which of the earlier ones is in the box; -1: none. */
  const place = useRef(-1)
  const recalled = useRef<readonly PastPrompt[]>([])
  const recalling = useRef(Promise.resolve())
  const [isOpen, setOpen] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)

  const recallNow = async (step: number) => {
    if (place.current < 0) recalled.current = await refresh()
    const next = Math.min(recalled.current.length - 1, place.current + step)
    place.current = Math.max(-1, next)
    if (next < 0) prompt.revert()
    else prompt.type(recalled.current[next].text)
  }
  /** One after the other: the next press may come while the first one is still asking the server. */
  const recall = (step: number) => {
    recalling.current = recalling.current.then(() => recallNow(step))
  }

  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }) => {
    const { key, currentTarget } = event
    if (key === 'Escape') {
      prompt.revert()
      place.current = -1
      if (!isOpen && !prompt.isDirty) currentTarget.blur()
      setOpen(false)
    }
    if (key === 'ArrowUp' && (place.current >= 0 || isAtStart(currentTarget))) {
      event.preventDefault()
      recall(1)
    }
    if (key === 'ArrowDown' && place.current >= 0) {
      event.preventDefault()
      recall(-1)
    }
    if (key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    place.current = -1
    prompt.send()
  }

  const showPast = () => {
    if (!isOpen) refresh()
    setOpen(!isOpen)
  }
  const take = (text: string) => {
    prompt.type(text)
    setOpen(false)
    area.current?.focus()
  }

  return (
    <div class={`promptBox ${name}`}>
      <div class={`frame ${prompt.isDirty ? 'dirty' : ''} ${prompt.refusal ? 'refused' : ''}`}>
        {letter && (
          <span class="letter" aria-hidden="true">
            {letter}
          </span>
        )}
        <textarea
          ref={area}
          name={name}
          aria-label={label}
          aria-describedby={`${name}Notes`}
          aria-invalid={prompt.refusal !== ''}
          placeholder={placeholder}
          rows={1}
          maxLength={4000}
          enterkeyhint="send"
          spellcheck={false}
          value={prompt.text}
          onInput={({ currentTarget }) => prompt.type(currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="plain"
          aria-label="Earlier prompts"
          aria-expanded={isOpen}
          title="Earlier prompts"
          onClick={showPast}
        >
          <Icon name="past" />
        </button>
        <button
          type="button"
          class="send"
          disabled={!prompt.isDirty || prompt.isWaiting}
          title="Enter sets it, Escape returns to the one that is set"
          onClick={prompt.send}
        >
          {prompt.isWaiting ? 'Wait …' : 'Set'}
        </button>
      </div>
      {isOpen && <PastPrompts past={past} onTake={take} onClose={() => setOpen(false)} />}
      <PromptNotes id={`${name}Notes`} prompt={prompt} />
    </div>
  )
}

function isAtStart({ selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart === 0 && selectionEnd === 0
}
