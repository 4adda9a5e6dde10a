import { useState } from 'preact/hooks'
import { Card } from './card.tsx'
import { Crossfader } from './crossfader.tsx'
import { Curves } from './curves.tsx'
import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'
import { MAX_MORE_PROMPTS, MorePrompts } from './morePrompts.tsx'
import { PromptBox } from './promptBox.tsx'
import { Slider } from './slider.tsx'

/** What the picture is to become: two prompts and the way between them, and how fast a change comes. */
export function Prompts() {
  const { settings, set } = useDesk()
  const { morePrompts, negativePrompt } = settings
  const [isNegative, setNegative] = useState(false)
  const add = () => set({ morePrompts: [...morePrompts, { text: '', weight: 0.5 }] })
  return (
    <Card title="Prompt" kind="prompts">
      <div class="two">
        <PromptBox name="prompt" label="Prompt" letter="A" placeholder="What the picture should become" />
        <PromptBox name="secondPrompt" label="Second prompt" letter="B" placeholder="A second prompt" />
      </div>
      <Crossfader />
      <MorePrompts />
      {isNegative && (
        <PromptBox name="negativePrompt" label="Negative prompt" letter="–" placeholder="What it should not become" />
      )}
      <div class="transition">
        <Slider name="transitionSeconds" label="Fade (s)" step={0.1} bend={3} upTo={120} />
        <Curves
          name="transitionCurve"
          value={settings.transitionCurve}
          onSet={(transitionCurve) => set({ transitionCurve })}
        />
        <button type="button" class="chip" disabled={morePrompts.length >= MAX_MORE_PROMPTS} onClick={add}>
          <Icon name="plus" /> Prompt
        </button>
        <button
          type="button"
          class={`chip ${negativePrompt ? 'on' : ''}`}
          aria-expanded={isNegative}
          title="What the picture should not become; heard with guidance above 1"
          onClick={() => setNegative(!isNegative)}
        >
          Negative
        </button>
      </div>
    </Card>
  )
}
