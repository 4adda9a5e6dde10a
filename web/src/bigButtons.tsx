import { useDesk } from './desk.tsx'
import { Icon, type IconName } from './icons.tsx'

/** What must be found in the dark: the untouched input, and the picture that stands still. */
export function BigButtons() {
  return (
    <div class="big">
      <Big name="passthrough" word="Passthrough" shortcut="P" icon="through" />
      <Big name="freeze" word="Freeze" shortcut="F" icon="freeze" />
    </div>
  )
}

type BigProps = { name: 'passthrough' | 'freeze'; word: string; shortcut: string; icon: IconName }

function Big({ name, word, shortcut, icon }: BigProps) {
  const { settings, fields, set } = useDesk()
  const isOn = settings[name]
  return (
    <button
      type="button"
      name={name}
      class={`${name} ${isOn ? 'on' : ''}`}
      aria-pressed={isOn}
      title={fields[name].doc}
      onClick={() => set({ [name]: !isOn })}
    >
      <Icon name={icon} />
      <span>{word}</span>
      <kbd>{shortcut}</kbd>
    </button>
  )
}
