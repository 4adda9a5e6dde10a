import { useEffect, useState } from 'preact/hooks'
import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'
import { NumberBox } from './numberBox.tsx'
import { Range } from './range.tsx'

type Weighted = { readonly text: string; readonly weight: number }

const SCALE = { min: 0, max: 10, step: 0.01 }
const SLIDER = { min: 0, max: 2, step: 0.01 }
/** As many as the server takes. */
export const MAX_MORE_PROMPTS = 6

/** Further prompts, each with its weight. */
export function MorePrompts() {
  const { settings, set, hold, letGo } = useDesk()
  const { morePrompts } = settings
  const put = (place: number, change: Partial<Weighted>) =>
    set({ morePrompts: morePrompts.map((each, at) => (at === place ? { ...each, ...change } : each)) })
  const remove = (place: number) => set({ morePrompts: morePrompts.filter((_, at) => at !== place) })
  if (morePrompts.length === 0) return null
  return (
    <ul class="more">
      {morePrompts.map(({ text, weight }, place) => {
        const label = `Weight of prompt ${place + 3}`
        const onSet = (weight: number) => put(place, { weight })
        return (
          <li key={label}>
            <Text text={text} place={place} onSet={(text) => put(place, { text })} />
            <Range
              {...{ name: `weight${place}`, label, value: weight, onSet, scale: SLIDER }}
              onHold={() => hold('morePrompts')}
              onLetGo={() => letGo('morePrompts')}
            />
            <NumberBox {...{ name: `weight${place}`, label, value: weight, onSet, scale: SCALE }} />
            <button type="button" class="plain" aria-label={`Remove prompt ${place + 3}`} onClick={() => remove(place)}>
              <Icon name="close" />
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function Text({ text, place, onSet }: { text: string; place: number; onSet: (text: string) => void }) {
  const [typed, setTyped] = useState<string>()
  useEffect(() => {
    if (typed === text) setTyped(undefined)
  }, [text, typed])
  const finish = () => typed !== undefined && onSet(typed)
  const onKeyDown = ({ key, currentTarget }: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    if (key === 'Escape') setTyped(undefined)
    if (key === 'Enter' || key === 'Escape') currentTarget.blur()
  }
  return (
    <input
      type="text"
      class="text"
      name={`more${place}`}
      aria-label={`Prompt ${place + 3}`}
      placeholder="One more prompt to mix in"
      autocomplete="off"
      spellcheck={false}
      maxLength={4000}
      value={typed ?? text}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={finish}
    />
  )
}
