import { useState } from 'preact/hooks'
import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'
import { useList } from './useList.ts'

type CameraList = { readonly cameras: readonly { readonly id: string; readonly name: string }[] }

/** The cameras that are plugged into the server. */
export function Cameras() {
  const { settings, set } = useDesk()
  const [looks, setLooks] = useState(0)
  const { list, problem } = useList<CameraList>('/api/cameras', looks)
  return (
    <div class="cameras" role="radiogroup" aria-label="Camera">
      {problem && <p class="refusal">{problem}</p>}
      {list?.cameras.length === 0 && <p class="quiet">No camera is plugged into the server.</p>}
      {list?.cameras.map(({ id, name }) => {
        const isChosen = settings.camera === id || settings.camera === name
        return (
          <label key={id} class={isChosen ? 'chosen' : ''}>
            <input type="radio" name="camera" checked={isChosen} onChange={() => set({ camera: id })} />
            <Icon name="source" /> <span>{name}</span> <small>{id}</small>
          </label>
        )
      })}
      <button type="button" class="plain" onClick={() => setLooks(looks + 1)}>
        <Icon name="again" /> Look again
      </button>
    </div>
  )
}
