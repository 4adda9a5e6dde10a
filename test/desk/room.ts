import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openCueBook } from '#desk/cueBook.ts'
import type { Touch } from '#desk/desk.ts'
import { openDesk } from '#desk/openDesk.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { type Admission, openGate, type PromptGate, withoutForce } from '#prompts/promptGate.ts'
import type { Settings } from '#settings/schema.ts'
import { type SettingsChange, SettingsStore } from '#settings/store.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

export const page: Touch = { by: 'http 10.0.0.1', isOperator: false }
export const fader: Touch = { by: 'osc 10.0.0.2', isOperator: false, clamp: true }

/** A desk with everything around it: settings, cues in a file, a clock that is turned by hand. */
export async function openRoom(
  t: TestContext,
  { gate = openGate, cues = '', ...initial }: Partial<Settings> & { gate?: PromptGate; cues?: string } = {},
) {
  const clock = manualClock()
  const settings = new SettingsStore(initial)
  const said: string[] = []
  const log = {
    info: (line: string) => said.push(line),
    warn: (line: string) => said.push(line),
    error: (line: string) => said.push(line),
  }
  const ending = new AbortController()
  const path = join(temporaryFolder(t, { 'cues.yaml': cues }), 'cues.yaml')
  const book = await openCueBook({ path, clock, log, signal: ending.signal })
  const events: (SettingsChange | { mark: number })[] = []
  const timeline = { mark: (mark: number) => void events.push({ mark }) }
  settings.onChange((change) => events.push(change))
  const desk = openDesk({ settings, gate, cues: book, timeline, clock, log, signal: ending.signal, random: () => 0.5 })
  t.after(async () => {
    await desk[Symbol.asyncDispose]()
    await book[Symbol.asyncDispose]()
  })
  return { desk, settings, clock, said, events, book, abort: () => ending.abort() }
}

/** A gate that lets texts through, or not, when a test says so; what is admitted becomes upper case. */
export function slowGate() {
  const waiting = new Map<string, { pass(): void; refuse(): void }>()
  const seen: string[] = []
  const gate: PromptGate = {
    ...openGate,
    isOpen: false,
    admitted: (given): Admission =>
      seen.includes(given) ? { given, used: given.toUpperCase() } : { given, used: given },
    admit(text) {
      const given = withoutForce(text)
      return new Promise((resolve, reject) => {
        waiting.set(given, {
          pass() {
            seen.push(given)
            resolve({ given, used: given.toUpperCase() })
          },
          refuse: () => reject(new OperatorError('PROMPT_REFUSED', 'No.', 'Another.')),
        })
      })
    },
  }
  const take = (text: string) => {
    const found = waiting.get(text)
    waiting.delete(text)
    if (!found) throw new Error(`${text} is not at the gate, but ${[...waiting.keys()]}`)
    return found
  }
  return { gate, pass: (text: string) => take(text).pass(), refuse: (text: string) => take(text).refuse(), waiting }
}
