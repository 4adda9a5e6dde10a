import { Icon, type IconName } from './icons.tsx'

/** On a phone, one part of the controls is shown at a time. */
export type Tab = 'prompt' | 'look' | 'cues' | 'source' | 'machine'

const tabs: readonly { tab: Tab; word: string; icon: IconName }[] = [
  { tab: 'prompt', word: 'Prompt', icon: 'prompt' },
  { tab: 'look', word: 'Look', icon: 'look' },
  { tab: 'cues', word: 'Cues', icon: 'cues' },
  { tab: 'source', word: 'Source', icon: 'source' },
  { tab: 'machine', word: 'Machine', icon: 'machine' },
]

/** Under the thumb: which part of the controls is shown. */
export function Tabs({ current, onChoose }: { current: Tab; onChoose: (tab: Tab) => void }) {
  return (
    <nav class="tabs" aria-label="Parts of the controls">
      {tabs.map(({ tab, word, icon }) => (
        <button
          key={tab}
          type="button"
          aria-current={tab === current ? 'page' : undefined}
          onClick={() => onChoose(tab)}
        >
          <Icon name={icon} />
          {word}
        </button>
      ))}
    </nav>
  )
}
