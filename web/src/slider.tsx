import { useDesk } from './desk.tsx'
import { hintOf, type NumberName } from './fields.ts'
import { NumberBox } from './numberBox.tsx'
import { Range } from './range.tsx'
import type { Settings } from './server.ts'

export type SliderProps = {
  readonly name: NumberName
  readonly label: string
  readonly step: number
  /** Above 1, small values get more of the way. */
  readonly bend?: number
  readonly decimals?: number
  /** Where the slider ends, if the setting goes further than anybody wants to slide; more can be typed. */
  readonly upTo?: number
}

/** A setting that is a number: its name, a slider, and the number itself to type. */
export function Slider({ name, label, step, bend = 1, decimals, upTo }: SliderProps) {
  const { settings, fields, set, hold, letGo } = useDesk()
  const field = fields[name]
  const value = settings[name]
  const { min = 0, max = 1 } = field
  const hint = hintOf(field)
  const onSet = (value: number) => set({ [name]: value } as Partial<Settings>)
  const onReset = () => onSet(field.default as number)
  const common = { name, label, value, hint, onSet, onReset }
  return (
    <div class="knob">
      <label class="name" for={name} title={hint} onDblClick={onReset}>
        {label}
      </label>
      <Range
        {...common}
        id={name}
        scale={{ min, max: Math.min(max, upTo ?? max), step, bend }}
        onHold={() => hold(name)}
        onLetGo={() => letGo(name)}
      />
      <NumberBox {...common} scale={{ min, max, step }} {...(decimals !== undefined && { decimals })} />
    </div>
  )
}
