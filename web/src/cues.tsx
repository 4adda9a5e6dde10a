import { useState } from 'preact/hooks'
import { Card } from './card.tsx'
import { CueForm } from './cueForm.tsx'
import { cuePath } from './cuePath.ts'
import { CueTile } from './cueTile.tsx'
import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'
import type { Cue, SettingName, Settings } from './server.ts'
import type { CueWay } from './useCueWay.ts'

export type CuesProps = {
  /** The cue on its way, if there is one. */
  readonly way: CueWay | undefined
  readonly onRecall: (cue: Cue) => void
  readonly isSaving: boolean
  readonly onSaving: (isSaving: boolean) => void
}

/** The cues of the show: a tile each, to go there; and the settings as they stand, to keep as one more. */
export function Cues({ way, onRecall, isSaving, onSaving }: CuesProps) {
  const { server, settings, attempt, say } = useDesk()
  const [isEditing, setEditing] = useState(false)
  const { cues = [], problem, path } = server.cues ?? {}
  const remove = async (cue: Cue) => {
    const { name, ...rest } = cue
    if (!(await attempt('DELETE', cuePath(name)))) return
    const act = () => attempt('PUT', cuePath(name), rest)
    say({ text: `The cue “${name}” is gone.`, isProblem: false, remedy: { label: 'Bring it back', act } })
  }
  const Tools = (
    <span class="tools">
      {cues.length > 0 && (
        <button type="button" class="plain" aria-pressed={isEditing} onClick={() => setEditing(!isEditing)}>
          <Icon name="edit" /> {isEditing ? 'Done' : 'Edit'}
        </button>
      )}
      <button type="button" class="plain" title="Key: C" aria-expanded={isSaving} onClick={() => onSaving(!isSaving)}>
        <Icon name="plus" /> Save as cue
      </button>
    </span>
  )
  return (
    <Card title="Cues" kind={isSaving ? 'cues saving' : 'cues'} aside={Tools}>
      {problem && (
        <p class="refusal" role="status">
          {problem} The cues from before stay.
        </p>
      )}
      {isSaving && <CueForm onDone={() => onSaving(false)} />}
      <div class="tiles">
        {cues.length === 0 && !isSaving && (
          <button type="button" class="first" title={path} onClick={() => onSaving(true)}>
            <Icon name="plus" />
            <span>Keep how everything stands as the first cue, to come back to it at a touch.</span>
          </button>
        )}
        {cues.map((cue, place) => (
          <CueTile
            key={cue.name}
            {...{ cue, place, isEditing, onRecall }}
            isHere={stands(cue, settings)}
            way={way?.name === cue.name ? way : undefined}
            onRemove={remove}
          />
        ))}
      </div>
    </Card>
  )
}

/** Whether everything that a cue names is as it says. */
function stands(cue: Cue, settings: Settings): boolean {
  const named = Object.entries(cue.settings)
  const isAsSaid = ([name, value]: [string, unknown]) =>
    JSON.stringify(settings[name as SettingName]) === JSON.stringify(value)
  return named.length > 0 && named.every(isAsSaid)
}
