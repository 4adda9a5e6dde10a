import { InvalidValue } from '#settings/field.ts'
import { type SettingName, type Settings, settingsFields } from '#settings/schema.ts'
import { isNumeric, isPressed, joined, plainValue, valueGiven, wanted } from './arguments.ts'
import { blended } from './blended.ts'
import { type ActionName, type Command, commandDescriptions, commandNamed } from './commands.ts'
import { FIRST_SLOT, LAST_SLOT, type SlotWish, slotText, slotWeight, textOfSlot } from './slots.ts'

/** What somebody wants who gave a command. */
export type Intent =
  | { readonly act: 'change'; readonly values: Readonly<Record<string, unknown>>; readonly slots?: readonly SlotWish[] }
  | { readonly act: 'recall'; readonly cue: string }
  | { readonly act: 'save'; readonly cue: string; readonly seconds?: number }
  | { readonly act: 'remove'; readonly cue: string }
  | { readonly act: 'undo' | 'redo' | 'dice' | 'nothing' }

export type MeaningOptions = {
  readonly current: Settings
  /** Read numbers as faders mean them. */
  readonly clamp?: boolean
}

/**
 * What a command means. Changes nothing, and reads its arguments as a person would mean them.
 * @throws OperatorError COMMAND_UNKNOWN, SETTING_INVALID
 */
export function meaningOf(name: string, args: readonly unknown[], options: MeaningOptions): Intent {
  const command = commandNamed(name)
  return command.kind === 'setting'
    ? setting(command.name, args, options)
    : meanings[command.name](args, command, options)
}

/** Steps and strength for a gentle and a strong change of the picture. */
const moods: ReadonlyMap<string, Partial<Settings>> = new Map([
  ['soft', { numInferenceSteps: 3, strength: 0.5 }],
  ['hard', { numInferenceSteps: 2, strength: 0.7 }],
])

type Action = Extract<Command, { kind: 'action' }>
type Meaning = (args: readonly unknown[], command: Action, options: MeaningOptions) => Intent

const meanings: Readonly<Record<ActionName, Meaning>> = {
  'prompt/0': (args) => change('prompt', args),
  'prompt/1': (args) => change('secondPrompt', args),
  'prompt/N': (args, { slot = 0 }) => {
    if (slot < FIRST_SLOT) return change(slot === 0 ? 'prompt' : 'secondPrompt', args)
    return {
      act: 'change',
      values: {},
      slots: [slotText(known(slot), joined('prompt/N', args, exampleOf('prompt/N')))],
    }
  },
  'weight/N': (args, { slot = 0 }, options) => weight(slot, args, options),
  blend_t: (args) => change('blend', args),
  scene: (args) => {
    if (args.length === 0) throw wanted('scene', args, '1 to play from the start, 0 to hold', exampleOf('scene'))
    return {
      act: 'change',
      values: isPressed('scene', args, 'scene 1') ? { position: 0, paused: false } : { paused: true },
    }
  },
  progress: (args) => change('position', args),
  cue: (args) => ({ act: 'recall', cue: joined('cue', args, exampleOf('cue')) }),
  'cue/NAME': (args, { cue = '' }) => whenPressed('cue', args, { act: 'recall', cue }),
  'cue/save': save,
  'cue/remove': (args) => ({ act: 'remove', cue: joined('cue/remove', args, exampleOf('cue/remove')) }),
  undo: (args) => whenPressed('undo', args, { act: 'undo' }),
  redo: (args) => whenPressed('redo', args, { act: 'redo' }),
  dice: (args) => whenPressed('dice', args, { act: 'dice' }),
}

function setting(name: SettingName, args: readonly unknown[], { current, clamp = false }: MeaningOptions): Intent {
  if (name === 'blend' && args.length > 1) return blended(args, { current, clamp })
  const mood = name === 'mode' && args.length === 1 ? moodNamed(args[0]) : undefined
  if (mood) return { act: 'change', values: mood }
  const standing = current[name]
  // a switch without a value is one that is pressed
  if (typeof standing === 'boolean' && args.length === 0) return { act: 'change', values: { [name]: !standing } }
  return change(name, args)
}

function change(name: SettingName, args: readonly unknown[]): Intent {
  return { act: 'change', values: { [name]: valueGiven(name, args, settingsFields[name], exampleOf(name)) } }
}

function weight(slot: number, args: readonly unknown[], { current, clamp = false }: MeaningOptions): Intent {
  const name = `weight/${slot}`
  if (slot < FIRST_SLOT)
    throw new InvalidValue(
      name,
      slot,
      'blend a number from 0 to 1',
      `${name} does not exist: blend says how much of both.`,
    )
  const [given] = args
  if (args.length !== 1) throw wanted(name, args, 'a number from 0 to 10', exampleOf('weight/N'))
  if (textOfSlot(known(slot), current) === '')
    throw new InvalidValue(name, slot, `prompt/${slot} a text first`, `There is no prompt ${slot} to weigh.`)
  return { act: 'change', values: {}, slots: [slotWeight(slot, plainValue(name, given, 'a number'), clamp)] }
}

function save(args: readonly unknown[]): Intent {
  const last = args.at(-1)
  const hasSeconds = args.length > 1 && isNumeric(last)
  const cue = joined('cue/save', hasSeconds ? args.slice(0, -1) : args, exampleOf('cue/save'))
  return { act: 'save', cue, ...(hasSeconds && { seconds: Number(last) }) }
}

function whenPressed(name: string, args: readonly unknown[], intent: Intent): Intent {
  return isPressed(name, args, name) ? intent : { act: 'nothing' }
}

function moodNamed(word: unknown): Partial<Settings> | undefined {
  return typeof word === 'string' ? moods.get(word.trim().toLowerCase()) : undefined
}

/** @throws OperatorError SETTING_INVALID */
function known(slot: number): number {
  if (slot > LAST_SLOT)
    throw new InvalidValue('prompt', slot, `a number from 0 to ${LAST_SLOT}`, `There is no prompt ${slot}.`)
  return slot
}

function exampleOf(name: string): string {
  const plain = (word: string) => word.replaceAll('_', '').toLowerCase()
  return commandDescriptions.find((each) => plain(each.name) === plain(name))?.example ?? name
}
