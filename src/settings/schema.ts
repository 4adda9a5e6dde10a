import { boolean, choice, type Field, integer, real, text, type ValuesOf } from './field.ts'
import { weightedPrompts } from './weightedPrompts.ts'

/** What a worker needs to know about a job: these settings travel with every batch, frozen. */
export const parameterFields = {
  prompt: text({
    default: 'an oil painting of the sea at sunset, thick brush strokes',
    doc: 'What the picture should become.',
  }),
  negativePrompt: text({
    default: '',
    doc: 'What the picture should not become; only heard with guidanceScale above 1.',
  }),
  numInferenceSteps: integer({
    default: 2,
    min: 1,
    max: 50,
    aliases: ['steps'],
    doc: 'Length of the schedule: more steps are finer and slower.',
  }),
  strength: real({
    default: 0.7,
    min: 0,
    max: 1,
    doc: 'Share of the schedule that is run: 1 forgets the input, 0 stays as near to it as one step can.',
  }),
  guidanceScale: real({
    default: 0,
    min: 0,
    max: 20,
    aliases: ['guidance'],
    doc: 'How hard the prompt pulls; turbo models want 0.',
  }),
  seed: integer({ default: 0, min: 0, max: 2 ** 32 - 1, doc: 'Number that the random noise is made from.' }),
  fixedSeed: boolean({
    default: true,
    doc: 'Same noise for every frame (calm); otherwise each frame has its own (lively).',
  }),
  compel: boolean({ default: true, doc: 'Understand weights in the prompt, like (word)1.3 and word++.' }),
  passthrough: boolean({ default: false, doc: 'Show the input, cropped and scaled, instead of the result.' }),
  opacity: real({ default: 1, min: 0, max: 1, doc: 'Mix of input (0) and result (1).' }),
  resolution: integer({
    default: 1024,
    min: 64,
    max: 2048,
    multipleOf: 8,
    doc: 'Longest side of the picture in pixels; the other side follows, both in steps of 8.',
  }),
  mirror: boolean({ default: false, doc: 'Flip the picture left to right.' }),
  jpegQuality: integer({ default: 90, min: 30, max: 100, doc: 'Quality of the JPEGs that leave the worker.' }),
} as const

/** Live settings that stay on the server. */
export const serverFields = {
  secondPrompt: text({
    default: '',
    aliases: ['prompt1'],
    doc: 'A second prompt to mix in; blend says how much of it.',
  }),
  blend: real({
    default: 0,
    min: 0,
    max: 1,
    aliases: ['blendT'],
    doc: 'Share of secondPrompt: 0 is prompt alone, 1 is secondPrompt alone.',
  }),
  morePrompts: weightedPrompts({
    doc: 'Further prompts to mix in, each with its weight; prompt and secondPrompt share a weight of 1 as blend says.',
  }),
  transitionSeconds: real({
    default: 0,
    min: 0,
    max: 600,
    aliases: ['transition'],
    doc: 'A change of prompt cross-fades for so long, in seconds.',
  }),
  transitionCurve: choice({
    default: 'ease',
    choices: ['linear', 'ease', 'ease-in', 'ease-out'],
    doc: 'How a change moves: evenly, or slowly at its ends, at its start or at its end.',
  }),
  secondSeed: integer({ default: 1, min: 0, max: 2 ** 32 - 1, doc: 'Where seedTravel leads to.' }),
  seedTravel: real({
    default: 0,
    min: 0,
    max: 1,
    doc: 'Place on the way from the noise of seed (0) to that of secondSeed (1).',
  }),
  seedTravelSeconds: real({
    default: 0,
    min: 0,
    max: 600,
    doc: 'A change of seed travels for so long from the old noise to the new, in seconds.',
  }),
  freeze: boolean({ default: false, doc: 'Hold the picture that is shown, whatever changes behind it.' }),
  mode: choice({
    default: 'video',
    choices: ['video', 'camera', 'zmq', 'pattern'],
    doc: 'Where pictures come from: a folder or --input (video), a camera, another program (zmq), or a test pattern.',
  }),
  camera: text({ default: '0', doc: 'Camera to use: its number, name or device path.' }),
  batchSize: integer({
    default: 4,
    min: 1,
    max: 32,
    also: ['auto'],
    doc: 'Frames per job. auto picks the smallest that keeps up with the source; more frames, more delay.',
  }),
  fps: real({
    default: 30,
    min: 0.1,
    max: 240,
    doc: 'Frames per second of a folder of pictures or the test pattern.',
  }),
  directory: text({ default: 'data/frames', doc: 'Folder of pictures to play.' }),
  paused: boolean({ default: false, doc: 'Hold the current picture of the source; prompts keep working on it.' }),
  position: real({ default: 0, min: 0, max: 1, doc: 'Jump to this place in the folder of pictures: 0 start, 1 end.' }),
  pacing: choice({
    default: 'smooth',
    choices: ['smooth', 'fast'],
    doc: 'smooth: even intervals, a little later. fast: every picture the moment it is ready.',
  }),
  debug: boolean({ default: false, doc: 'Show size, rate and delay over the picture.' }),
} as const

/** The one table of live settings. */
export const settingsFields = { ...parameterFields, ...serverFields } as const

export type Parameters = ValuesOf<typeof parameterFields>
export type Settings = ValuesOf<typeof settingsFields>
export type SettingName = keyof Settings

/** The settings as they are when nobody has said anything. */
export const defaultSettings = Object.freeze(defaultsOf(settingsFields))

/** The job parameters as they are when nobody has said anything. */
export const defaultParameters = Object.freeze(defaultsOf(parameterFields))

/** The part of the settings that travels with a job, frozen. */
export function parametersOf(settings: Settings): Parameters {
  const entries = Object.keys(parameterFields).map((name) => [name, settings[name as keyof Parameters]])
  return Object.freeze(Object.fromEntries(entries)) as Parameters
}

/** Whether a word from outside names a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsFields, name)
}

/** The defaults of any table of fields. */
export function defaultsOf<T extends Record<string, Field<unknown>>>(fields: T): ValuesOf<T> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default])) as ValuesOf<T>
}
