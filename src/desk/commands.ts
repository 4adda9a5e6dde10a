import { nearest } from '#errors/nearest.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Field } from '#settings/field.ts'
import { type SettingName, settingsFields } from '#settings/schema.ts'
import { shortened } from './shown.ts'
import { FIRST_SLOT, LAST_SLOT } from './slots.ts'

/** What people can say to a show, in the same words at every door. */
export type CommandDescription = {
  /** In snake case. `N` at the end stands for the number of a prompt, `NAME` for that of a cue. */
  readonly name: string
  readonly aliases: readonly string[]
  /** What comes after the name: `0..1`, `TEXT`, `true|false`, in brackets if it may be left out. */
  readonly arguments: string
  readonly doc: string
  readonly example: string
  readonly kind: 'setting' | 'action'
}

/** What a name means: a setting, or an action, perhaps on a numbered prompt or a named cue. */
export type Command =
  | { readonly kind: 'setting'; readonly name: SettingName }
  | { readonly kind: 'action'; readonly name: ActionName; readonly slot?: number; readonly cue?: string }

/** Settings that understand more than their own values. */
const wider: { readonly [Name in SettingName]?: { readonly arguments: string; readonly doc: string } } = {
  blend: {
    arguments: '0..1, or A B 0..1',
    doc: 'With three arguments: mixes the prompts A and B, each a text or the number of a prompt.',
  },
  mode: {
    arguments: 'video|camera|zmq|pattern|soft|hard',
    doc: 'soft: 3 steps at strength 0.5. hard: 2 steps at strength 0.7.',
  },
}

const examples: { readonly [Name in SettingName]?: string } = {
  prompt: 'a red fox in the snow',
  negativePrompt: 'text, watermark',
  secondPrompt: 'a blue whale',
  morePrompts: '0.5 a cat',
  blend: '0.3',
  guidanceScale: '2',
  seed: '123',
  secondSeed: '456',
  seedTravel: '0.5',
  transitionSeconds: '4',
  seedTravelSeconds: '4',
  strength: '0.5',
  opacity: '0.8',
}

const actions = [
  action('prompt/0', 'TEXT', 'Sets prompt.', 'prompt/0 a red fox'),
  action('prompt/1', 'TEXT', 'Sets secondPrompt.', 'prompt/1 a blue whale'),
  action(
    'prompt/N',
    'TEXT',
    `Sets a further prompt, ${FIRST_SLOT} to ${LAST_SLOT}; a new one gets the weight 1, an empty text takes it away.`,
    'prompt/2 a green turtle',
  ),
  action('weight/N', '0..10', `Weight of a further prompt, ${FIRST_SLOT} to ${LAST_SLOT}.`, 'weight/2 0.5'),
  action('blend_t', '0..1', 'Sets blend.', 'blend_t 0.3'),
  action('scene', '1|0', '1 plays the folder of pictures from its start, 0 holds it.', 'scene 1'),
  action('progress', '0..1', 'Sets position: jumps to this place in the folder of pictures.', 'progress 0.5'),
  action('cue', 'NAME', 'Goes to a cue, in its own time.', 'cue sunset'),
  action('cue/NAME', '[1|0]', 'Goes to a cue, for buttons that send numbers only; 0 does nothing.', 'cue/sunset 1'),
  action(
    'cue/save',
    'NAME [SECONDS]',
    'Keeps what makes the picture as a cue; a number at the end is its transition time.',
    'cue/save sunset 4',
  ),
  action('cue/remove', 'NAME', 'Removes a cue.', 'cue/remove sunset'),
  action('undo', '[1|0]', 'Takes back the last change, whoever made it; 0 does nothing.', 'undo'),
  action('redo', '[1|0]', 'Does again what was taken back; 0 does nothing.', 'redo'),
  action('dice', '[1|0]', 'Takes another random seed; 0 does nothing.', 'dice'),
] as const

export type ActionName = (typeof actions)[number]['name']

/** Every setting and every action: for help, completion, OSC addresses and docs. No name is there twice. */
export const commandDescriptions: readonly CommandDescription[] = [
  ...(Object.keys(settingsFields) as SettingName[]).map(describe),
  ...actions,
]

/**
 * The command that a word means, in any case, with or without `_`, `-` and a leading `/`.
 * @throws OperatorError COMMAND_UNKNOWN, with the nearest name
 */
export function commandNamed(spelling: string): Command {
  const word = plain(spelling)
  const [, family = '', part = ''] = /^(prompt|weight|cue)\/(.+)$/.exec(word) ?? []
  const exact = table.get(word)
  if (exact) return exact
  if (family === 'cue') return { kind: 'action', name: 'cue/NAME', cue: spelling.replace(/^\s*\/?cue\//i, '').trim() }
  if (/^\d{1,3}$/.test(part))
    return { kind: 'action', name: family === 'weight' ? 'weight/N' : 'prompt/N', slot: Number(part) }
  throw unknown(spelling, word)
}

const table: ReadonlyMap<string, Command> = new Map(
  commandDescriptions
    .filter(({ name }) => !/\/[A-Z]+$/.test(name))
    .flatMap((description) =>
      [description.name, ...description.aliases].map((name) => [plain(name), meant(description)]),
    ),
)

function meant({ kind, name }: CommandDescription): Command {
  if (kind === 'action') return { kind, name: name as ActionName }
  const setting = (Object.keys(settingsFields) as SettingName[]).find((key) => snake(key) === name)
  return { kind, name: setting as SettingName }
}

function unknown(spelling: string, word: string): OperatorError {
  const meant = nearest(word, [...table.keys()])
  const names = commandDescriptions.map(({ name, aliases }) => [name, ...aliases])
  const hint = meant && names.flat().find((name) => plain(name) === meant)
  return new OperatorError(
    'COMMAND_UNKNOWN',
    `There is no command ${JSON.stringify(shortened(spelling))}.`,
    hint ? `Did you mean ${hint}?` : 'The page /docs and /help in the chat list all commands.',
  )
}

function describe(name: SettingName): CommandDescription {
  const field: Field<unknown> = settingsFields[name]
  const more = wider[name]
  const given = examples[name] ?? exampleFor(field)
  const isOwnAction = (alias: string) => actions.some((each) => each.name === alias)
  return {
    name: snake(name),
    aliases: (field.aliases ?? []).map(snake).filter((alias) => !isOwnAction(alias)),
    arguments: more?.arguments ?? argumentsOf(field),
    doc: more ? `${field.doc} ${more.doc}` : field.doc,
    example: `${snake(name)} ${given}`,
    kind: 'setting',
  }
}

function argumentsOf({ kind, min, max, choices = [] }: Field<unknown>): string {
  if (kind === 'boolean') return '[true|false]'
  if (kind === 'choice') return choices.join('|')
  if (kind === 'prompts') return 'WEIGHT TEXT'
  return kind === 'text' ? 'TEXT' : [`${min}..${max}`, ...choices].join('|')
}

function exampleFor(field: Field<unknown>): string {
  return field.kind === 'boolean' ? 'true' : String(field.default)
}

function action<const Name extends string>(name: Name, given: string, doc: string, example: string) {
  return { name, aliases: [], arguments: given, doc, example, kind: 'action' } as const
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function plain(spelling: string): string {
  return spelling.trim().replace(/^\//, '').replaceAll(/[-_]/g, '').toLowerCase()
}
