import { useDesk } from './desk.tsx'
import { hintOf, type SwitchName } from './fields.ts'
import type { Settings } from './server.ts'

/** A setting that is on or off. */
export function Toggle({ name, label }: { name: SwitchName; label: string }) {
  const { settings, fields, set } = useDesk()
  const field = fields[name]
  const put = (isOn: boolean) => set({ [name]: isOn } as Partial<Settings>)
  return (
    <label class="toggle" title={hintOf(field)}>
      <span class="name">{label}</span>
      <input
        type="checkbox"
        role="switch"
        name={name}
        checked={settings[name]}
        aria-checked={settings[name]}
        onChange={({ currentTarget }) => put(currentTarget.checked)}
      />
    </label>
  )
}
