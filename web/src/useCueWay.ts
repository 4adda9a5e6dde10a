import { useCallback, useEffect, useState } from 'preact/hooks'
import type { Cue, Server } from './server.ts'

/** A cue on its way. */
export type CueWay = {
  readonly name: string
  /** When it began, by `performance.now()`. */
  readonly beganAt: number
  readonly seconds: number
}

/** The status comes once a second: before it has heard of a cue, its silence means nothing. */
const STATUS_KNOWS_AFTER_MS = 1300

/** Which cue is on its way and since when: at once after a press here, a moment later for those that others have called. */
export function useCueWay({ status }: Server): [CueWay | undefined, (cue: Cue) => void] {
  const [way, setWay] = useState<CueWay>()
  useEffect(() => {
    const told = status?.show?.cue
    setWay((before) => {
      const now = performance.now()
      if (!told) return before && now - before.beganAt < STATUS_KNOWS_AFTER_MS ? before : undefined
      if (told.name === before?.name) return before
      const seconds = told.secondsLeft / Math.max(0.001, 1 - told.share)
      return { name: told.name, seconds, beganAt: now - told.share * seconds * 1000 }
    })
  }, [status])
  const begin = useCallback(
    ({ name, seconds }: Cue) => setWay(seconds > 0 ? { name, seconds, beganAt: performance.now() } : undefined),
    [],
  )
  return [way, begin]
}
