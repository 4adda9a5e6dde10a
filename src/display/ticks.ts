import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import type { Contact } from './contact.ts'
import type { Keys } from './keys.ts'
import type { Overlay } from './overlay.ts'
import { shadeOf } from './shade.ts'
import type { Stage } from './stage.ts'

export type TicksOptions = {
  readonly stage: Stage
  readonly keys: Keys
  readonly overlay: Overlay
  readonly contact: Contact
  /** When the server is lost, the last picture stays for so long. */
  readonly holdMs: number
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Somebody has closed the window. */
  readonly onClosed: () => void
}

/** Keys and fades are looked after this often, in ms; pictures do not wait for it. */
const TICK_MS = 33
/** A screen that cannot be opened is tried again after this long. */
const AGAIN_MS = 5000

/** What a window does besides showing pictures, until the signal aborts: it opens, listens to keys, fades and labels. */
export async function ticks(options: TicksOptions): Promise<void> {
  const { stage, overlay, contact, holdMs, clock, signal } = options
  let openMono = clock.now()
  let isTold = false
  while (!signal.aborted) {
    const now = clock.now()
    if (!stage.isOpen && now >= openMono) {
      const problem = tryToOpen(stage)
      if (problem && !isTold) options.log.warn(`${problem.message} It is tried again and again. ${problem.remedy}`)
      isTold = problem !== undefined
      openMono = now + AGAIN_MS
    }
    listen(options)
    stage.setShade(shadeOf({ sinceMono: contact.lostMono, now, holdMs }))
    void overlay.refresh()
    if (stage.isDirty) stage.draw()
    await clock.until(now + TICK_MS, signal)
  }
}

function tryToOpen(stage: Stage): OperatorError | undefined {
  try {
    stage.open()
    return undefined
  } catch (error) {
    if (error instanceof OperatorError) return error
    throw error
  }
}

function listen({ stage, keys, onClosed }: TicksOptions): void {
  for (const event of stage.events()) {
    if (event.type === 'key') void keys.press(event.key)
    if (event.type === 'closed') onClosed()
    if (event.type === 'lost') stage.close()
  }
}
