import { useState } from 'preact/hooks'
import { decimalsOf, type Scale, toStep, typedNumber } from './scale.ts'

export type NumberBoxProps = {
  readonly name: string
  readonly label: string
  readonly value: number
  readonly scale: Scale
  /** How many decimals are shown; those of the step if nothing is said. */
  readonly decimals?: number
  readonly onSet: (value: number) => void
  readonly onReset?: () => void
  readonly hint?: string
}

/** A number to type: Enter takes it, Escape leaves it, the arrows count. What others set does not disturb the typing. */
export function NumberBox({ name, label, value, scale, decimals, onSet, onReset, hint }: NumberBoxProps) {
  const [typed, setTyped] = useState<string>()
  const shown = value.toFixed(decimals ?? decimalsOf(scale.step))
  const finish = () => {
    const number = typed === undefined ? undefined : typedNumber(typed)
    if (number !== undefined && typed !== shown) onSet(number) // beyond the limits, the server says so
    setTyped(undefined)
  }
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    const { key, currentTarget } = event
    if (key === 'Enter') finish()
    if (key === 'Escape') setTyped(undefined)
    if (key === 'Escape' || key === 'Enter') currentTarget.blur()
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return
    event.preventDefault()
    setTyped(undefined)
    onSet(toStep(value + (key === 'ArrowUp' ? scale.step : -scale.step), scale))
  }
  return (
    <input
      class="number"
      type="text"
      inputMode="decimal"
      autocomplete="off"
      name={`${name}Number`}
      aria-label={label}
      title={hint}
      value={typed ?? shown}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onKeyDown={onKeyDown}
      onBlur={finish}
      onDblClick={onReset}
    />
  )
}
