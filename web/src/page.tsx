import { useEffect, useMemo, useState } from 'preact/hooks'
import { Controls } from './controls.tsx'
import { DebugOverlay } from './debugOverlay.tsx'
import { Measure, type Measured } from './measure.ts'
import { Picture } from './picture.tsx'
import { useServer } from './useServer.ts'
import { badgesOf, latencyInWords, problemInWords, workersInWords } from './words.ts'

/** The live picture, how the server is, and what can be changed. */
export function Page() {
  const server = useServer()
  const measure = useMemo(() => new Measure(), [])
  const measured = useMeasured(measure)
  const [isStreaming, setStreaming] = useState(false)
  const { status, settings } = server
  const isConnected = server.isConnected && isStreaming
  const problem = problemInWords({ ...server, isConnected }, measured.size !== '')

  return (
    <main class="page">
      <header>
        <span class={`dot ${isConnected ? (status?.health.status ?? '') : 'away'}`} title={problem ?? 'All is well'} />
        <span class="source">{status?.source.name ?? 'i2i-realtime'}</span>
        {status && <span class={status.workers.length > 0 ? '' : 'bad'}>{workersInWords(status)}</span>}
        <span class="numbers">
          <b data-test="fps">{measured.fps.toFixed(1)}</b> fps
        </span>
        <span class="numbers latency" title="from the camera to this screen">
          {latencyInWords(measured, server)}
        </span>
      </header>
      <section class="stage">
        <Picture onDrawn={measure.count} onConnected={setStreaming} />
        <div class="over">
          {settings?.debug && status && <DebugOverlay measured={measured} server={server} />}
          <div class="badges">
            {badgesOf(server).map((badge) => (
              <span key={badge}>{badge}</span>
            ))}
          </div>
        </div>
        {problem && (
          <p class="problem" role="status">
            {problem}
          </p>
        )}
      </section>
      {settings && <Controls settings={settings} />}
    </main>
  )
}

function useMeasured(measure: Measure): Measured {
  const [measured, setMeasured] = useState(() => measure.read())
  useEffect(() => {
    const timer = setInterval(() => setMeasured(measure.read()), 500)
    return () => clearInterval(timer)
  }, [measure])
  return measured
}
