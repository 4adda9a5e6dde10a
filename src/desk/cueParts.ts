import type { NumberName, Numbers } from '#motion/glide.ts'
import type { SettingName, Settings } from '#settings/schema.ts'
import { glidingSettings } from './picture.ts'

/** What a cue sets now, and the numbers that take its time. */
export type CueParts = { readonly atOnce: Partial<Settings>; readonly gliding: Numbers }

/**
 * Divides what a cue sets. Prompts and seeds are set at once, since they cross-fade by themselves; so are `blend` and
 * `seedTravel` together with them: on the way they would say something about prompts and seeds that are no longer meant.
 */
export function cueParts(values: Partial<Settings>, current: Settings, seconds: number): CueParts {
  if (seconds <= 0) return { atOnce: values, gliding: {} }
  const changes = (names: readonly SettingName[]) => names.some((name) => isOther(values[name], current[name]))
  const still = new Set<SettingName>([
    ...(changes(['prompt', 'secondPrompt', 'morePrompts']) ? (['blend'] as const) : []),
    ...(changes(['seed', 'secondSeed']) ? (['seedTravel'] as const) : []),
  ])
  const moves = (name: string) => glidingSettings.some((each) => each === name && !still.has(each))
  const entries = Object.entries(values)
  return {
    atOnce: Object.fromEntries(entries.filter(([name]) => !moves(name))),
    gliding: Object.fromEntries(entries.filter(([name]) => moves(name))) as Partial<Record<NumberName, number>>,
  }
}

function isOther(wanted: unknown, standing: unknown): boolean {
  return wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(standing)
}
