import { useEffect, useRef, useState } from 'preact/hooks'
import { cuePath } from './cuePath.ts'
import { Curves } from './curves.tsx'
import { useDesk } from './desk.tsx'
import { NumberBox } from './numberBox.tsx'

const SCALE = { min: 0, max: 600, step: 0.5 }

/** Keeps the settings as they stand under a name. */
export function CueForm({ onDone }: { onDone: () => void }) {
  const { server, settings, attempt } = useDesk()
  const [name, setName] = useState('')
  const [seconds, setSeconds] = useState(settings.transitionSeconds)
  const [curve, setCurve] = useState(settings.transitionCurve)
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const isThere = server.cues?.cues.some((cue) => cue.name === name.trim())
  const save = async (event: Event) => {
    event.preventDefault()
    if (name.trim() === '') return
    if (await attempt('PUT', cuePath(name.trim()), { seconds, curve })) onDone()
  }
  return (
    <form class="cueForm" onSubmit={save} onKeyDown={({ key }) => key === 'Escape' && onDone()}>
      <input
        ref={first}
        type="text"
        class="text"
        name="cueName"
        aria-label="Name of the cue"
        placeholder="Name of the cue"
        autocomplete="off"
        maxLength={60}
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <span class="takes">
        <NumberBox name="cueSeconds" label="Seconds" value={seconds} scale={SCALE} onSet={setSeconds} />
        <span class="quiet">s</span>
      </span>
      <Curves name="cueCurve" value={curve} onSet={setCurve} />
      <button type="submit" class="send" disabled={name.trim() === ''}>
        {isThere ? 'Replace' : 'Save'}
      </button>
      <button type="button" class="plain" onClick={onDone}>
        Cancel
      </button>
    </form>
  )
}
