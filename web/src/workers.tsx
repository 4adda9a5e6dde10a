import { Card } from './card.tsx'
import { ConfirmButton } from './confirmButton.tsx'
import { useDesk } from './desk.tsx'
import { Icon } from './icons.tsx'
import type { WorkerStatus } from './server.ts'
import { deviceInWords, workersInWords } from './words.ts'

/** Everybody who paints, how fast, and what went wrong. */
export function Workers() {
  const { status } = useDesk().server
  const workers = status?.workers ?? []
  return (
    <Card title="Workers" kind="workers" aside={status && <span class="quiet">{workersInWords(status)}</span>}>
      {workers.length === 0 ? (
        <p class="quiet">Start one with: npx i2i worker</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">fps</th>
              <th scope="col">ms</th>
              <th scope="col">load</th>
              <th scope="col">
                <span class="unseen">what to do</span>
              </th>
            </tr>
          </thead>
          {workers.map((worker) => (
            <Worker key={worker.id} worker={worker} />
          ))}
        </table>
      )}
    </Card>
  )
}

function Worker({ worker }: { worker: WorkerStatus }) {
  const { attempt } = useDesk()
  const { id, engine, device, state, fps, latencyMs, load, lastError } = worker
  const isBenched = state === 'benched'
  const tell = (what: string) => attempt('POST', `/api/workers/${encodeURIComponent(id)}/${what}`)
  const share = Math.round(Math.min(1, load) * 100)
  return (
    <tbody class={state}>
      <tr>
        <td>
          <i class={`dot ${state}`} title={state} />
          <b title={id}>{id}</b>
          <small title={`${engine} on ${device}`}>
            {doing(worker)} · {deviceInWords(device)}
          </small>
        </td>
        <td>{fps.toFixed(1)}</td>
        <td>{Math.round(latencyMs)}</td>
        <td>
          <span class="load" title={`busy ${share} % of the time`}>
            <i style={{ width: `${share}%` }} />
            <span class="unseen">{share} %</span>
          </span>
        </td>
        <td class="acts">
          <button
            type="button"
            class="plain"
            aria-pressed={isBenched}
            aria-label={isBenched ? `Let ${id} work again` : `Take ${id} out`}
            title={isBenched ? 'Let it work again' : 'Take it out: it gets no more work'}
            onClick={() => tell(isBenched ? 'unbench' : 'bench')}
          >
            <Icon name={isBenched ? 'play' : 'pause'} />
          </button>
          <ConfirmButton label={`Restart ${id}`} icon="again" question="Restart?" onConfirm={() => tell('restart')} />
        </td>
      </tr>
      {lastError && (
        <tr class="error">
          <td colSpan={5}>{lastError}</td>
        </tr>
      )}
    </tbody>
  )
}

/** Its engine while it works, otherwise why it does not. */
function doing({ state, engine, benchedForMs }: WorkerStatus): string {
  if (state !== 'benched') return state === 'ready' ? engine : state
  return benchedForMs ? `benched for ${Math.ceil(benchedForMs / 1000)} s` : 'benched'
}
