import { useEffect, useRef } from 'preact/hooks'
import { actionOf, type ShortcutAction } from './shortcuts.ts'

/** Calls `act` for keys that mean something, except while somebody is typing, chooses in a dialog, or holds the key down. */
export function useShortcuts(act: (action: ShortcutAction, place: number) => void): void {
  const newestAct = useRef(act)
  newestAct.current = act
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const meant = actionOf(event)
      if (!meant || isTaken(event)) return
      event.preventDefault()
      if (!event.repeat) newestAct.current(meant.action, meant.place)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** Whether the key belongs to what has the focus. */
function isTaken({ target, key, defaultPrevented }: KeyboardEvent): boolean {
  if (defaultPrevented || !(target instanceof HTMLElement)) return defaultPrevented
  if (target.closest('dialog')) return true
  if (target.matches('textarea, select, input:not([type=range], [type=checkbox], [type=radio])')) return true
  // what was pressed with a finger or the mouse keeps the focus but is not meant by the next Space
  return key === ' ' && target.matches('button, input, summary, a') && target.matches(':focus-visible')
}
