import { join } from 'node:path'
import { openCueBook } from '#desk/cueBook.ts'
import type { Desk } from '#desk/desk.ts'
import { openDesk } from '#desk/openDesk.ts'
import { type Clock, systemClock } from '#flow/clock.ts'
import { openGate, type PromptGate } from '#prompts/promptGate.ts'
import { SettingsStore } from '#settings/store.ts'
import { silentLog } from '#telemetry/log.ts'

export type DeskWishes = {
  readonly settings?: SettingsStore
  readonly gate?: PromptGate
  /** Left out: a file that is not there and that nobody writes. */
  readonly cuesPath?: string
  readonly clock?: Clock
}

/** A desk with a book of cues, and nothing behind it. */
export async function aDesk(wishes: DeskWishes = {}): Promise<Desk> {
  const { settings = new SettingsStore(), gate = openGate, clock = systemClock } = wishes
  const { cuesPath = join(import.meta.dirname, 'no-cues', 'cues.yaml') } = wishes
  const { signal } = new AbortController()
  const surroundings = { clock, log: silentLog, signal }
  const cues = await openCueBook({ path: cuesPath, ...surroundings })
  return openDesk({ settings, gate, cues, timeline: { mark() {} }, ...surroundings })
}
