import { useState } from 'preact/hooks'
import { DebugOverlay } from './debugOverlay.tsx'
import { Icon } from './icons.tsx'
import type { Drawn, Measured } from './measure.ts'
import { Picture } from './picture.tsx'
import type { Server } from './server.ts'
import { SplitHandle } from './splitHandle.tsx'
import { badgesOf } from './words.ts'

export type StageProps = {
  readonly server: Server
  readonly measured: Measured
  readonly problem: string | undefined
  readonly isSplit: boolean
  /** Told of every picture, drawn as it is; must stay the same. */
  readonly onDrawn: (drawn: Drawn) => void
  readonly onSplit: (isSplit: boolean) => void
  readonly onStreaming: (isStreaming: boolean) => void
}

/** The live picture and what is written over it. */
export function Stage({ server, measured, problem, isSplit, onDrawn, onSplit, onStreaming }: StageProps) {
  const [share, setShare] = useState(0.5)
  const { settings, status } = server
  return (
    <section class="stage" aria-label="The live picture">
      <div class="fit" style={{ '--split': `${share * 100}%` }}>
        <Picture {...{ onDrawn, isSplit }} onConnected={onStreaming} isMirrored={settings?.mirror ?? false} />
        {isSplit && <SplitHandle share={share} onMove={setShare} />}
      </div>
      <div class="over">
        {settings?.debug && status && <DebugOverlay measured={measured} server={server} />}
        <div class="badges">
          {badgesOf(server).map((badge) => (
            <span key={badge}>{badge}</span>
          ))}
        </div>
      </div>
      <div class="corner">
        <button
          type="button"
          class={isSplit ? 'on' : ''}
          aria-pressed={isSplit}
          aria-label="Input and result side by side"
          title="Input and result side by side. Key: S"
          onClick={() => onSplit(!isSplit)}
        >
          <Icon name="split" />
        </button>
        <a
          href="/display"
          target="_blank"
          rel="noopener"
          aria-label="The picture alone"
          title="The picture alone, for a projector"
        >
          <Icon name="screen" />
        </a>
      </div>
      <div class="problemPlace" role="status" aria-live="polite">
        {problem && <p class="problem">{problem}</p>}
      </div>
    </section>
  )
}
