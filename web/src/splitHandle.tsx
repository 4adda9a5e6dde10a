import { useRef } from 'preact/hooks'

const KEY_STEP = 0.02

/** The line between input (left) and result (right), to be dragged. */
export function SplitHandle({ share, onMove }: { share: number; onMove: (share: number) => void }) {
  const line = useRef<HTMLDivElement>(null)
  const moveTo = (place: number) => onMove(Math.min(1, Math.max(0, place)))
  const drag = ({ clientX, buttons }: PointerEvent) => {
    const box = line.current?.parentElement?.getBoundingClientRect()
    if (box && buttons > 0) moveTo((clientX - box.left) / box.width)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (direction === undefined) return
    event.preventDefault()
    moveTo(share + direction * KEY_STEP)
  }
  return (
    <>
      <span class="sideLabel left">input</span>
      <span class="sideLabel right">result</span>
      <div
        ref={line}
        class="splitHandle"
        role="slider"
        tabIndex={0}
        aria-label="Line between input and result"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          drag(event)
        }}
        onPointerMove={drag}
        onKeyDown={onKeyDown}
      />
    </>
  )
}
