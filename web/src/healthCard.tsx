import { Card } from './card.tsx'
import { useDesk } from './desk.tsx'
import { dropsInWords, partsOf } from './words.ts'

/** How every part is, in words; and what was lost, for those who want to know. */
export function HealthCard() {
  const { server } = useDesk()
  const { status } = server
  if (!status) return null
  const drops = dropsInWords(status)
  const total = drops.reduce((sum, { count }) => sum + count, 0)
  return (
    <Card title="Health" kind="health">
      <ul class="parts">
        {partsOf(status).map(({ name, isHealthy, problem }) => (
          <li key={name} class={isHealthy ? 'well' : 'ill'}>
            <i class={`dot ${isHealthy ? 'online' : 'down'}`} />
            {name}
            {problem && <p>{problem}</p>}
          </li>
        ))}
      </ul>
      <details class="drops">
        <summary>{total === 0 ? 'Nothing was lost' : `${total.toLocaleString('en')} dropped since the start`}</summary>
        <dl>
          {drops.map(({ place, cause, count }) => (
            <div key={place + cause}>
              <dt>
                {place}: {cause}
              </dt>
              <dd>{count.toLocaleString('en')}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  )
}
