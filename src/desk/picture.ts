import type { NumberName } from '#motion/glide.ts'
import type { SettingName } from '#settings/schema.ts'

/**
 * What makes the picture, and so what a cue keeps when nobody says otherwise. Left out is what belongs to the room and the
 * machine (source, size, rates, mirror, pacing) and what is done by hand (freeze, pause).
 */
export const pictureSettings = [
  'prompt',
  'secondPrompt',
  'blend',
  'morePrompts',
  'negativePrompt',
  'numInferenceSteps',
  'strength',
  'guidanceScale',
  'seed',
  'secondSeed',
  'seedTravel',
  'fixedSeed',
  'compel',
  'passthrough',
  'opacity',
] as const satisfies readonly SettingName[]

/** Numbers that move during a cue. Others are counts, or say how to move: they switch at once. */
export const glidingSettings = [
  'strength',
  'guidanceScale',
  'opacity',
  'blend',
  'seedTravel',
  'fps',
  'jpegQuality',
] as const satisfies readonly NumberName[]

/** What steers the playing of the source: done all the time, so it is not kept for taking back. */
export const playingSettings: readonly SettingName[] = ['position', 'paused']
