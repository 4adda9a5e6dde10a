import { useEffect, useMemo, useState } from 'preact/hooks'
import { Access, type AccessState } from './access.ts'
import type { Method } from './ask.ts'
import { newest } from './newest.ts'
import { type Note, withNote } from './notes.ts'
import type { ServerEvent, SettingName, Settings } from './server.ts'
import { Wishes } from './wishes.ts'

/** Events of settings come at most this long after the answer to a change, in ms. */
const EVENT_WITHIN_MS = 300
const NOTE_FOR_MS = 9000

type Sender = (changes: Partial<Settings>) => void

/** The way from this page's controls to the server, and what it has to say about them. */
export function useControls() {
  const [, redraw] = useState(0)
  const [notes, setNotes] = useState<readonly Note[]>([])
  const [accessState, setAccessState] = useState<AccessState>({ isLocked: false, isAsking: false })

  const controls = useMemo(() => {
    let lastId = 0
    const say = (note: Omit<Note, 'id'>) => {
      const id = ++lastId
      setNotes((before) => withNote(before, { ...note, id }))
      setTimeout(() => dismiss(id), NOTE_FOR_MS)
    }
    const dismiss = (id: number) => setNotes((before) => before.filter((note) => note.id !== id))
    const access = new Access(setAccessState)
    const wishes = new Wishes({
      later: (then) => setTimeout(then, EVENT_WITHIN_MS),
      onChange: () => redraw((n) => n + 1),
    })
    const attempt = async (method: Method, path: string, body?: unknown) => {
      try {
        await access.change(method, path, body)
        return true
      } catch (error) {
        say({ text: (error as Error).message, isProblem: true })
        return false
      }
    }
    return {
      ...{ access, wishes, attempt, say, dismiss, set: senders(wishes, attempt) },
      change: <T>(method: Method, path: string, body?: unknown) => access.change<T>(method, path, body),
      hold: (name: SettingName) => wishes.hold(name),
      letGo: (name: SettingName) => wishes.letGo(name),
      onEvent: (event: ServerEvent) => event.type === 'settings' && wishes.heard(event.changed),
    }
  }, [])

  useEffect(() => {
    controls.access.look()
  }, [controls])
  return { ...controls, notes, accessState }
}

/** One request at a time for each control; one that moves on meanwhile is heard with its newest value. */
function senders(wishes: Wishes, attempt: (method: Method, path: string, body: unknown) => Promise<boolean>): Sender {
  const known = new Map<string, Sender>()

  const senderOf = (names: readonly SettingName[]): Sender => {
    let isRefused = false
    const settle = () => {
      for (const name of names) wishes.settle(name, { isRefused })
    }
    return newest(async (changes: Partial<Settings>) => {
      isRefused = !(await attempt('PATCH', '/api/settings', changes))
    }, settle)
  }

  return (changes) => {
    const names = (Object.keys(changes) as SettingName[]).sort()
    for (const name of names) wishes.wish(name, changes[name])
    const key = names.join()
    const send = known.get(key) ?? senderOf(names)
    known.set(key, send)
    send(changes)
  }
}
