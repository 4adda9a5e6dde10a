import { useEffect, useState } from 'preact/hooks'
import { useDesk } from './desk.tsx'
import type { Admission } from './server.ts'

export type PromptState = {
  /** What is being typed, otherwise what is set. */
  readonly text: string
  readonly isDirty: boolean
  /** On its way; translation and check may take seconds. */
  readonly isWaiting: boolean
  /** Why what was typed was not taken. */
  readonly refusal: string
  /** What became of the prompt that is set, where that is worth saying. */
  readonly admission: Admission | undefined
  type(text: string): void
  revert(): void
  send(): void
}

/** A prompt under the hands of somebody: what others set shows, but what is being typed stays until it is taken. */
export function usePrompt(name: 'prompt' | 'secondPrompt' | 'negativePrompt'): PromptState {
  const { server, change } = useDesk()
  const current = server.settings?.[name] ?? ''
  const [typed, setTyped] = useState<string>()
  const [refusal, setRefusal] = useState('')
  const [isWaiting, setWaiting] = useState(false)
  useEffect(() => {
    // what was sent has arrived; looked at again, since something else may have been typed meanwhile
    if (typed === current) setTyped((now) => (now === current ? undefined : now))
  }, [current, typed])

  const send = async () => {
    if (typed === undefined || isWaiting) return
    setWaiting(true)
    try {
      await change('PATCH', '/api/settings', { [name]: typed })
      setRefusal('')
      setTyped((now) => (now === typed ? undefined : now))
    } catch (error) {
      setRefusal((error as Error).message)
    }
    setWaiting(false)
  }

  return {
    text: typed ?? current,
    isDirty: typed !== undefined && typed !== current,
    ...{ isWaiting, refusal, send },
    admission: server.prompts.find(({ given }) => given === current),
    type: setTyped,
    revert() {
      setTyped(undefined)
      setRefusal('')
    },
  }
}
