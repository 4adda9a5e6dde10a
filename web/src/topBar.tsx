import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'
import type { Measured } from './measure.ts'
import type { Server } from './server.ts'
import { healthInWords, latencyInWords, workersInWords } from './words.ts'

export type TopBarProps = { readonly server: Server; readonly measured: Measured }

/** How the show is, in one line. */
export function TopBar({ server, measured, children }: TopBarProps & { children?: preact.ComponentChildren }) {
  const { status, isConnected } = server
  const state = isConnected ? (status?.health.status ?? '') : 'away'
  return (
    <header class="top">
      <span class={`state ${state}`} role="status">
        <i class={`dot ${state}`} />
        <span>{healthInWords(server)}</span>
      </span>
      <span class="sourceName" title="Where the pictures come from">
        {status?.source.name ?? ''}
      </span>
      {status && <span class={`workersCount ${status.workers.length > 0 ? '' : 'bad'}`}>{workersInWords(status)}</span>}
      <span
        class="numbers"
        title={status && `${status.fps.captured.toFixed(1)} come in, ${status.fps.published.toFixed(1)} go out`}
      >
        <b data-test="fps">{measured.fps.toFixed(1)}</b> fps
      </span>
      <span class="numbers latency" title="from the camera to this screen">
        <span class="word">latency</span> {latencyInWords(measured, server)}
      </span>
      {children}
    </header>
  )
}

export type TopButtonsProps = { readonly onUnlock: () => void; readonly onHelp: () => void }

/** Undo and redo, the token if one is needed, and the keys. */
export function TopButtons({ onUnlock, onHelp }: TopButtonsProps) {
  const { access, attempt } = useDesk()
  return (
    <span class="topButtons">
      {access.isLocked && (
        <button type="button" class="chip" title="Changes need the operator’s token" onClick={onUnlock}>
          <Icon name="key" /> Look only
        </button>
      )}
      <button
        type="button"
        class="plain"
        aria-label="Undo"
        title="Undo. Key: Ctrl+Z"
        onClick={() => attempt('POST', '/api/undo')}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        class="plain"
        aria-label="Redo"
        title="Redo. Key: Ctrl+Shift+Z"
        onClick={() => attempt('POST', '/api/redo')}
      >
        <Icon name="redo" />
      </button>
      <button type="button" class="plain help" aria-label="Keys" title="Keys: ?" onClick={onHelp}>
        <Icon name="keys" />
      </button>
    </span>
  )
}
