import { InvalidValue } from '#settings/field.ts'
import { type Settings, settingsFields } from '#settings/schema.ts'
import { joined, plainValue } from './arguments.ts'
import { LAST_SLOT, textOfSlot } from './slots.ts'

type Blend = { readonly act: 'change'; readonly values: Partial<Settings> }
type End = { readonly slot?: number; readonly text: string }

const EXAMPLE = 'blend 0 1 0.3'

/**
 * `blend A B t`: how much of the prompts A and B, each a text or the number of a prompt. A fader sends it many times, so it
 * must come to the same each time: `blend 1 0 t` turns the share around instead of exchanging the prompts.
 *
 * @throws OperatorError SETTING_INVALID
 */
export function blended(args: readonly unknown[], { current, clamp }: { current: Settings; clamp: boolean }): Blend {
  const [first, second, share, ...rest] = args
  if (args.length < 3 || rest.length > 0)
    throw new InvalidValue(
      'blend',
      args.length,
      `one share or two prompts and a share, like: ${EXAMPLE}`,
      `blend was given ${args.length} values.`,
    )
  const t = settingsFields.blend.parse('blend', plainValue('blend', share, settingsFields.blend.range), { clamp })
  const [a, b] = [endOf(first, current), endOf(second, current)]
  return { act: 'change', values: isTurned(a, b) ? between(b, a, 1 - t) : between(a, b, t) }
}

function between(a: End, b: End, t: number): Partial<Settings> {
  if (a.slot === 1) return { blend: 1 }
  if (b.slot === 0) return { blend: 0 }
  return { ...(a.slot !== 0 && { prompt: a.text }), ...(b.slot !== 1 && { secondPrompt: b.text }), blend: t }
}

/** Whether the prompts stand the other way around in the settings. */
function isTurned(a: End, b: End): boolean {
  return a.slot !== b.slot && (a.slot === 1 || b.slot === 0)
}

function endOf(given: unknown, current: Settings): End {
  const isSlot = typeof given === 'number' || (typeof given === 'string' && /^\s*\d{1,2}\s*$/.test(given))
  if (!isSlot) return { text: joined('blend', [given], EXAMPLE) }
  const slot = Number(given)
  const text = Number.isInteger(slot) ? textOfSlot(slot, current) : ''
  if ((slot > 1 && text === '') || slot < 0 || !Number.isInteger(slot) || slot > LAST_SLOT)
    throw new InvalidValue(
      'blend',
      given,
      `a text, or the number of a prompt that is there`,
      `There is no prompt ${slot}.`,
    )
  return { slot, text }
}
