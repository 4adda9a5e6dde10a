import { useDesk } from './desk.tsx'
import { hintOf } from './fields.ts'
import { NumberBox } from './numberBox.tsx'
import { Range } from './range.tsx'

const SCALE = { min: 0, max: 1, step: 0.01 }

/** Between the two prompts. */
export function Crossfader() {
  const { settings, fields, set, hold, letGo } = useDesk()
  const { blend } = settings
  const onSet = (blend: number) => set({ blend })
  const onReset = () => onSet(Number(fields.blend.default))
  const common = {
    name: 'blend',
    label: 'Blend',
    value: blend,
    hint: hintOf(fields.blend),
    scale: SCALE,
    onSet,
    onReset,
  }
  return (
    <div class={`crossfader ${settings.secondPrompt === '' ? 'idle' : ''}`}>
      <button type="button" class="letter" aria-label="First prompt alone" onClick={() => onSet(0)}>
        A
      </button>
      <Range {...common} onHold={() => hold('blend')} onLetGo={() => letGo('blend')} />
      <button type="button" class="letter" aria-label="Second prompt alone" onClick={() => onSet(1)}>
        B
      </button>
      <NumberBox {...common} />
    </div>
  )
}
