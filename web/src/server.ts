import type { Cue } from '../../src/desk/cue.ts'
import type { Admission } from '../../src/prompts/promptGate.ts'
import type { SettingName, Settings } from '../../src/settings/schema.ts'
import type { Status, WorkerStatus } from '../../src/telemetry/status.ts'

export type { Admission, Cue, SettingName, Settings, Status, WorkerStatus }

/** What is told at /api/events. */
export type ServerEvent =
  | {
      readonly type: 'settings'
      readonly settings: Settings
      readonly changed: Partial<Settings>
      readonly prompts?: readonly Admission[]
    }
  | { readonly type: 'status'; readonly atMs: number; readonly status: Status }
  | { readonly type: 'cues'; readonly path: string; readonly cues: readonly Cue[]; readonly problem?: string }

/** The cues of the show, and why their file cannot be read if it cannot. */
export type CueList = { readonly path: string; readonly cues: readonly Cue[]; readonly problem?: string }

/** What the server has told this page. */
export type Server = {
  readonly isConnected: boolean
  readonly settings: Settings | undefined
  /** What became of the prompts in the settings, where the server says so. */
  readonly prompts: readonly Admission[]
  readonly status: Status | undefined
  readonly cues: CueList | undefined
  /** How far the page's clock is ahead of the server's, in ms; includes the way of one message. */
  readonly clockAheadMs: number
}

/** Before the server has said anything. */
export const nothingYet: Server = {
  isConnected: false,
  settings: undefined,
  prompts: [],
  status: undefined,
  cues: undefined,
  clockAheadMs: 0,
}

/** What is known after an event that was not known before. */
export function learn(event: ServerEvent): Partial<Server> {
  switch (event.type) {
    case 'settings':
      return { settings: event.settings, prompts: event.prompts ?? [] }
    case 'status':
      return { status: event.status, clockAheadMs: Date.now() - event.atMs }
    case 'cues':
      return { cues: event }
    default:
      return {} // from a newer server
  }
}
