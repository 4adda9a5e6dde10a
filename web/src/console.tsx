import { useState } from 'preact/hooks'
import { anySeed } from './anySeed.ts'
import { BigButtons } from './bigButtons.tsx'
import { cuePath } from './cuePath.ts'
import { Cues } from './cues.tsx'
import { useDesk } from './desk.tsx'
import { HealthCard } from './healthCard.tsx'
import { Latency } from './latency.tsx'
import { Look } from './look.tsx'
import { Output } from './output.tsx'
import { Prompts } from './prompts.tsx'
import { Seed } from './seed.tsx'
import type { Cue } from './server.ts'
import type { ShortcutAction } from './shortcuts.ts'
import { Source } from './source.tsx'
import type { Tab } from './tabs.tsx'
import { useCueWay } from './useCueWay.ts'
import { useShortcuts } from './useShortcuts.ts'
import { Workers } from './workers.tsx'

export type ConsoleProps = {
  readonly onSplit: () => void
  readonly onHelp: () => void
  readonly onTab: (tab: Tab) => void
}

/** Everything that can be changed. While the server is away, nothing can. */
export function Console({ onSplit, onHelp, onTab }: ConsoleProps) {
  const { server, settings, set, attempt } = useDesk()
  const [way, begin] = useCueWay(server)
  const [isSaving, setSaving] = useState(false)

  const recall = async (cue: Cue) => {
    if (await attempt('POST', `${cuePath(cue.name)}/recall`)) begin(cue)
  }
  const actions: Record<ShortcutAction, (place: number) => void> = {
    passthrough: () => set({ passthrough: !settings.passthrough }),
    freeze: () => set({ freeze: !settings.freeze }),
    pause: () => set({ paused: !settings.paused }),
    cue(place) {
      const cue = server.cues?.cues[place]
      if (cue) recall(cue)
    },
    saveCue() {
      onTab('cues')
      setSaving(true)
    },
    prompt() {
      focusPrompt()
      // on a phone the prompt may be on a tab that is shown only now
      onTab('prompt')
      requestAnimationFrame(focusPrompt)
    },
    dice: () => set({ seed: anySeed() }),
    lock: () => set({ fixedSeed: !settings.fixedSeed }),
    split: onSplit,
    help: onHelp,
    undo: () => attempt('POST', '/api/undo'),
    redo: () => attempt('POST', '/api/redo'),
    leave() {
      setSaving(false)
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    },
  }
  useShortcuts((action, place) => (server.isConnected || action === 'help') && actions[action](place))

  return (
    <fieldset class="console" disabled={!server.isConnected}>
      <Prompts />
      <Cues {...{ way, isSaving }} onRecall={recall} onSaving={setSaving} />
      <div class="side">
        <div class="column">
          <BigButtons />
          <Look />
          <Seed />
          <Output />
          <HealthCard />
        </div>
        <div class="column">
          <Source />
          <Workers />
          <Latency />
        </div>
      </div>
    </fieldset>
  )
}

/** At once, so that what is typed right after the shortcut is text and not further shortcuts. */
function focusPrompt() {
  document.querySelector<HTMLElement>('textarea[name=prompt]')?.focus()
}
