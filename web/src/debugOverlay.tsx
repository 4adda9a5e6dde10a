import type { Measured } from './measure.ts'
import type { Server } from './server.ts'
import { latencyInWords } from './words.ts'

/** Numbers over the picture, while the setting `debug` is on. */
export function DebugOverlay({ measured, server }: { measured: Measured; server: Server }) {
  const { fps, workers = [] } = server.status ?? {}
  const rows: [string, string][] = [
    ['size', measured.size],
    ['fps', `${measured.fps.toFixed(1)} here, ${fps?.published.toFixed(1)} out, ${fps?.captured.toFixed(1)} in`],
    ['age', latencyInWords(measured, server)],
    ...workers.map(({ id, engine, fps, latencyMs }): [string, string] => [
      'worker',
      `${id} (${engine}) ${fps.toFixed(1)} fps, ${Math.round(latencyMs)} ms`,
    ]),
  ]
  return (
    <dl class="debug">
      {rows.map(([name, value]) => (
        <div key={name + value}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
