import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { AccessState } from './access.ts'
import type { Method } from './ask.ts'
import type { Fields } from './fields.ts'
import type { Note } from './notes.ts'
import type { Server, SettingName, Settings } from './server.ts'

/** What every control of the page works with. */
export type Desk = {
  readonly server: Server
  /** As they stand, with what was asked for at this page and is on its way. */
  readonly settings: Settings
  readonly fields: Fields
  readonly access: AccessState
  /** Sets settings, the newest values if there is a rush; a refusal is said in a note. */
  set(changes: Partial<Settings>): void
  /** A control is held: nobody pulls it away until it is let go. */
  hold(name: SettingName): void
  letGo(name: SettingName): void
  /** Sends a change. @throws Refusal */
  change<T>(method: Method, path: string, body?: unknown): Promise<T>
  /** Sends a change; a refusal is said in a note. @returns whether it was done */
  attempt(method: Method, path: string, body?: unknown): Promise<boolean>
  say(note: Omit<Note, 'id'>): void
}

/** Holds the desk for everything below it. */
export const DeskContext = createContext<Desk | undefined>(undefined)

/** The desk of this page. @throws TypeError outside of one */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new TypeError('a control stands outside the desk')
  return desk
}
