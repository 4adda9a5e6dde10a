import { Icon } from './icons.tsx'
import type { Cue } from './server.ts'
import type { CueWay } from './useCueWay.ts'

export type CueTileProps = {
  readonly cue: Cue
  readonly place: number
  readonly way: CueWay | undefined
  readonly isEditing: boolean
  /** Whether everything stands as the cue says. */
  readonly isHere: boolean
  readonly onRecall: (cue: Cue) => void
  readonly onRemove: (cue: Cue) => void
}

const KEYS = 9

/** One cue: press it to go there. It fills while the way lasts. */
export function CueTile({ cue, place, way, isEditing, isHere, onRecall, onRemove }: CueTileProps) {
  const { name, seconds, settings } = cue
  return (
    <div class="tile">
      <button
        type="button"
        class={`cue ${way ? 'going' : ''} ${isHere ? 'here' : ''}`}
        aria-current={isHere}
        aria-busy={way !== undefined}
        title={inWords(cue)}
        onClick={() => onRecall(cue)}
      >
        {way && <i key={way.beganAt} class="way" style={timing(way)} />}
        <b>{name}</b>
        <small>
          {seconds === 0 ? 'at once' : `${seconds} s`}
          {settings.prompt !== undefined && <span> · {settings.prompt}</span>}
        </small>
        {place < KEYS && <kbd>{place + 1}</kbd>}
      </button>
      {isEditing && (
        <button type="button" class="remove" aria-label={`Remove the cue ${name}`} onClick={() => onRemove(cue)}>
          <Icon name="trash" />
        </button>
      )}
    </div>
  )
}

/** The filling runs by itself, from where the cue was when the page heard of it. */
function timing({ seconds, beganAt }: CueWay) {
  return { animationDuration: `${seconds}s`, animationDelay: `${Math.min(0, beganAt - performance.now())}ms` }
}

function inWords({ name, settings }: Cue): string {
  const lines = Object.entries(settings).map(
    ([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  )
  return [name, ...lines].join('\n')
}
