import { useState } from 'preact/hooks'
import type { Access } from './access.ts'
import { Dialog } from './dialog.tsx'

/** Asks for the operator's token, once. */
export function TokenDialog({ access }: { access: Access }) {
  const [token, setToken] = useState('')
  const [refusal, setRefusal] = useState('')
  const give = async (event: Event) => {
    event.preventDefault()
    try {
      await access.give(token.trim())
    } catch (error) {
      setRefusal((error as Error).message)
    }
  }
  return (
    <Dialog title="This show is locked" onClose={() => access.decline()}>
      <form class="tokenForm" onSubmit={give}>
        <p>Looking is free; changing something needs the operator’s token.</p>
        <input
          type="password"
          class="text"
          name="token"
          aria-label="Token"
          placeholder="Token"
          autocomplete="current-password"
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
        <p class="refusal" role="alert">
          {refusal}
        </p>
        <div class="buttons">
          <button type="button" class="chip" onClick={() => access.decline()}>
            Only look
          </button>
          <button type="submit" class="send" disabled={token.trim() === ''}>
            Unlock
          </button>
        </div>
      </form>
    </Dialog>
  )
}
