import { useCallback, useState } from 'preact/hooks'
import { ask } from './ask.ts'

/** A prompt that was set before, by whomever. */
export type PastPrompt = { readonly text: string; readonly atMs: number; readonly by: string }

export type PromptHistory = {
  readonly past: readonly PastPrompt[]
  /** Asks the server again. */
  refresh(): Promise<readonly PastPrompt[]>
}

/** The prompts that were set before, newest first, as of the last time they were asked for. */
export function usePromptHistory(): PromptHistory {
  const [past, setPast] = useState<readonly PastPrompt[]>([])
  const refresh = useCallback(async () => {
    const answer = await ask<{ history: readonly PastPrompt[] }>('GET', '/api/prompts').catch((error) => {
      console.warn('The history of the prompts cannot be shown.', error)
      return { history: [] }
    })
    setPast(answer.history)
    return answer.history
  }, [])
  return { past, refresh }
}
