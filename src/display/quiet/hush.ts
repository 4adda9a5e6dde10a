import type { Clock } from '#flow/clock.ts'
import type { Environment } from '../withoutSecrets.ts'
import { oneAtATime } from './oneAtATime.ts'
import { processName, stillRunning } from './processName.ts'
import { type QuietState, quietFile, readQuiet, writeQuiet } from './quietState.ts'
import type { QuietSwitch } from './quietSwitches.ts'
import { runTool } from './runTool.ts'

type HushOptions = {
  readonly switches: readonly QuietSwitch[]
  readonly environment: Environment
  readonly clock: Clock
}

type Hush = HushOptions & { readonly onTrouble: (error: unknown) => void }

/**
 * Turns off what disturbs. What it was before is on disk first.
 * @param options.onTrouble told when one of them does not do as it is told
 * @returns those that are there; `putBack` them
 * @throws Error if the file cannot be written; nothing has been changed then
 */
export async function hush({ switches, environment, clock, onTrouble }: Hush): Promise<QuietSwitch[]> {
  await using _lock = await oneAtATime('quiet', clock)
  const me = await ownName()
  const file = quietFile(environment)
  const state = await readQuiet(file)
  const asked = await Promise.all(switches.map((it) => ask(it, environment)))
  const there = switches.filter((_, i) => asked[i] !== undefined)
  if (there.length === 0) return []
  for (const [i, it] of switches.entries()) {
    const value = asked[i]
    if (value !== undefined) await note(state, it, value, me)
  }
  await writeQuiet(file, state)
  const turned = there.map((it) => runTool(it.set(it.quiet), environment).catch(onTrouble))
  await Promise.all(turned)
  return there
}

/** Puts back what `hush` has turned off, unless another process still wants it off or somebody has turned it on meanwhile. */
export async function putBack({ switches, environment, clock }: HushOptions): Promise<void> {
  if (switches.length === 0) return
  await using _lock = await oneAtATime('quiet', clock)
  const me = await ownName()
  const file = quietFile(environment)
  const state = await readQuiet(file)
  const last = []
  for (const it of switches) if (await isLast(state, it, me)) last.push(it)
  const done = await Promise.allSettled(last.map((it) => restore(it, state.get(it.key)?.before, environment)))
  for (const it of last) state.delete(it.key)
  await writeQuiet(file, state)
  for (const { status, reason } of done as PromiseRejectedResult[]) if (status === 'rejected') throw reason
}

async function ownName(): Promise<string> {
  return (await processName(process.pid)) ?? String(process.pid)
}

/** The present value of a switch; undefined if this desktop does not have it. */
async function ask({ ask, read, unset }: QuietSwitch, environment: Environment): Promise<string | undefined> {
  try {
    return read(await runTool(ask, environment))
  } catch (error) {
    // not installed, or not what runs here
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : unset
  }
}

/** What it is now was either chosen by a person or is our doing, and then what it was before has been noted already. */
async function note(state: QuietState, { key, quiet }: QuietSwitch, value: string, me: string): Promise<void> {
  const earlier = state.get(key)
  const before = value === quiet ? (earlier?.before ?? value) : value
  state.set(key, { before, holders: [...(await stillRunning(earlier?.holders ?? [])), me] })
}

/** Strikes this process off the list. @returns whether it was the last one */
async function isLast(state: QuietState, { key }: QuietSwitch, me: string): Promise<boolean> {
  const entry = state.get(key)
  if (!entry) return false
  const holders = await stillRunning(entry.holders)
  holders.splice(holders.indexOf(me), holders.includes(me) ? 1 : 0)
  state.set(key, { ...entry, holders })
  return holders.length === 0
}

async function restore(it: QuietSwitch, before: string | undefined, environment: Environment): Promise<void> {
  if (before === undefined || before === it.quiet || !it.values.test(before)) return
  if ((await ask(it, environment)) === it.quiet) await runTool(it.set(before), environment)
}
