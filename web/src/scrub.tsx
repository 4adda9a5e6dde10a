import { useState } from 'preact/hooks'
import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'

/** After letting go, the status still tells the old place for a moment, in ms. */
const STATUS_KNOWS_AFTER_MS = 1200

/** Pause, and the place in a source that has places. */
export function Scrub() {
  const { settings, fields, server, set } = useDesk()
  const [held, setHeld] = useState<number>()
  const { index = 0, length } = server.status?.source ?? {}
  const { paused } = settings
  const last = Math.max(1, (length ?? 0) - 1)
  const place = held ?? Math.min(1, index / last)
  const letGo = () => setTimeout(() => setHeld(undefined), STATUS_KNOWS_AFTER_MS)
  return (
    <div class="scrub">
      <button
        type="button"
        class={`chip ${paused ? 'on' : ''}`}
        aria-pressed={paused}
        title={`${fields.paused.doc} Key: Space`}
        onClick={() => set({ paused: !paused })}
      >
        <Icon name={paused ? 'play' : 'pause'} /> {paused ? 'Play' : 'Pause'}
      </button>
      {length !== undefined && length > 1 && (
        <>
          <input
            type="range"
            class="range"
            name="position"
            aria-label="Place in the source"
            min={0}
            max={1}
            step={0.001}
            value={place}
            title={fields.position.doc}
            style={{ '--share': `${place * 100}%` }}
            onInput={({ currentTarget: { valueAsNumber } }) => {
              setHeld(valueAsNumber)
              set({ position: valueAsNumber })
            }}
            onChange={letGo}
          />
          <output>
            {Math.round(place * last) + 1}
            <small> / {length}</small>
          </output>
        </>
      )}
    </div>
  )
}
