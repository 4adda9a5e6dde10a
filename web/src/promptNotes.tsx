import type { PromptState } from './usePrompt.ts'

/** Under a prompt: why it was refused, what it was translated to, and what else is to be known about it. */
export function PromptNotes({ id, prompt }: { id: string; prompt: PromptState }) {
  const { refusal, admission } = prompt
  const isTranslated = admission !== undefined && admission.used !== admission.given
  return (
    <div class="promptNotes" id={id} aria-live="polite">
      {refusal && <p class="refusal">{refusal}</p>}
      {!refusal && isTranslated && (
        <p class="translation">
          <span>English</span> {admission.used}
        </p>
      )}
      {admission?.notice && <p class="notice">{admission.notice}</p>}
    </div>
  )
}
