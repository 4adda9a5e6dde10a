import { placeOf, type Scale, toStep, valueAt } from './scale.ts'

export type RangeProps = {
  readonly name: string
  readonly label: string
  readonly id?: string
  readonly value: number
  readonly scale: Scale
  readonly hint?: string
  readonly onSet: (value: number) => void
  readonly onHold?: () => void
  readonly onLetGo?: () => void
  readonly onReset?: () => void
}

const directions: Readonly<Record<string, number>> = {
  ...{ ArrowRight: 1, ArrowUp: 1, PageUp: 10 },
  ...{ ArrowLeft: -1, ArrowDown: -1, PageDown: -10 },
}

/** A slider. With a bent scale it moves along its way, and its keys along the values. */
export function Range({ name, label, id, value, scale, hint, onSet, onHold, onLetGo, onReset }: RangeProps) {
  const { min, max, step, bend = 1 } = scale
  const isBent = bend !== 1
  const place = placeOf(value, scale)
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = directions[event.key]
    if (!isBent || direction === undefined) return
    event.preventDefault()
    onSet(toStep(value + direction * step, scale))
  }
  const limits = isBent ? { min: 0, max: 1, step: 'any', value: place } : { min, max, step, value }
  return (
    <input
      type="range"
      class="range"
      {...{ id, name, ...limits }}
      aria-label={label}
      aria-valuetext={String(value)}
      title={hint}
      style={{ '--share': `${place * 100}%` }}
      onInput={({ currentTarget: { valueAsNumber } }) => onSet(isBent ? valueAt(valueAsNumber, scale) : valueAsNumber)}
      onKeyDown={onKeyDown}
      onPointerDown={onHold}
      onPointerUp={onLetGo}
      onPointerCancel={onLetGo}
      onBlur={onLetGo}
      onDblClick={onReset}
    />
  )
}
