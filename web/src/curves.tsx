import { Choice } from './choice.tsx'
import type { Settings } from './server.ts'

export type Curve = Settings['transitionCurve']

const drawings: Readonly<Record<Curve, { readonly path: string; readonly hint: string }>> = {
  linear: { path: 'M3 15 21 3', hint: 'evenly' },
  ease: { path: 'M3 15C12 15 12 3 21 3', hint: 'slow at both ends' },
  'ease-in': { path: 'M3 15C14 15 19 11 21 3', hint: 'slow at the start' },
  'ease-out': { path: 'M3 15C5 7 10 3 21 3', hint: 'slow at the end' },
}

/** How a change moves, as little drawings. */
export function Curves({ name, value, onSet }: { name: string; value: Curve; onSet: (curve: Curve) => void }) {
  const options = (Object.keys(drawings) as Curve[]).map((word) => ({
    word,
    hint: `${word}: ${drawings[word].hint}`,
    shown: (
      <svg class="curve" viewBox="0 0 24 18" aria-hidden="true">
        <path d={drawings[word].path} />
      </svg>
    ),
  }))
  return <Choice {...{ name, value, onSet, options }} label="How it moves" />
}
