import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Card } from './card.tsx'
import { useDesk } from './desk.tsx'
import { drawLatency } from './drawLatency.ts'
import { LatencyHistory, stepLooks, stepNames } from './latencyHistory.ts'

/** Where the time goes, second by second, for the last two minutes. */
export function Latency() {
  const { status } = useDesk().server
  const history = useMemo(() => new LatencyHistory(), [])
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!status) return
    history.add(status)
    if (canvas.current) drawLatency(canvas.current, history)
  }, [status, history])
  useEffect(() => {
    const { current } = canvas
    if (!current) return
    const observer = new ResizeObserver(() => drawLatency(current, history))
    observer.observe(current)
    return () => observer.disconnect()
  }, [history])

  const { p50 = 0, p95 = 0 } = status?.latencyMs ?? {}
  const sentence = `From camera to output ${Math.round(p50)} ms, 95 % below ${Math.round(p95)} ms`
  return (
    <Card title="Latency" kind="latencyChart" aside={<Numbers {...{ p50, p95 }} />}>
      <div class="plot">
        <canvas ref={canvas} role="img" aria-label={sentence} />
      </div>
      <ul class="legend">
        {stepNames.map((step) => {
          const { name, colour, doc } = stepLooks[step]
          return (
            <li key={step} title={doc}>
              <i style={{ background: colour }} />
              {name}
              <b>{(status?.stepsMs?.[step]?.p50 ?? 0).toFixed(0)}</b>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

function Numbers({ p50, p95 }: { p50: number; p95: number }) {
  return (
    <span class="quiet">
      <b>{Math.round(p50)} ms</b>, 95 % below {Math.round(p95)}
    </span>
  )
}
