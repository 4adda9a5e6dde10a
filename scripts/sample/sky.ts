import { type Colour, gradient, lit, mix, smoothstep } from './colour.ts'
import { clouded } from './noise.ts'

// lengths are in heights of the picture: u to the right, v upwards from the horizon
export const SUN = { u: 1.13, v: 0.115, radius: 0.052 }

const SUNLIGHT: Colour = [1, 0.78, 0.42]

const EVENING: readonly (readonly [number, Colour])[] = [
  [0, [1, 0.7, 0.36]],
  [0.09, [0.97, 0.5, 0.31]],
  [0.22, [0.76, 0.34, 0.42]],
  [0.38, [0.38, 0.25, 0.48]],
  [0.6, [0.1, 0.13, 0.33]],
]

/** The sky without clouds and without the sun's disc: also what the sea mirrors. */
export function air(u: number, v: number): Colour {
  const away = Math.hypot((u - SUN.u) * 0.75, v - SUN.v)
  const evening = gradient(EVENING, v + 0.12 * Math.min(1, Math.abs(u - SUN.u) * 0.7))
  return lit(evening, SUNLIGHT, 0.5 * Math.exp(-away * 4.2))
}

/** The sky with sun and clouds at a time from 0 to 1, which is the time 0 again. */
export function sky(u: number, v: number, time: number): Colour {
  const away = Math.hypot(u - SUN.u, v - SUN.v)
  const withGlow = lit(air(u, v), SUNLIGHT, 0.55 * Math.exp(-away * 13))
  const disc = smoothstep(SUN.radius + 0.003, SUN.radius - 0.003, away)
  const behind = mix(withGlow, [1.5, 1.38, 1.05], disc)
  const cover = clouds(u, v, time)
  if (cover < 0.004) return behind
  // edges that face the sun shine, the rest is in its own shade
  const thinner = clouds(u + (SUN.u - u) * 0.04, v + (SUN.v - v) * 0.1, time)
  const rim = Math.max(0, cover - thinner) * 1.6 * Math.exp(-away * 1.1)
  const body = mix([0.33, 0.2, 0.38], [0.9, 0.42, 0.34], Math.exp(-away * 2.4))
  return mix(behind, lit(body, [1, 0.62, 0.34], rim), cover * 0.86)
}

const DRIFT = 0.035

/**
 * Clouds that drift to one side and yet are the same after every loop: two copies, one a loop ahead of the other,
 * of which one fades in while the other fades out.
 */
function clouds(u: number, v: number, time: number): number {
  const late = cloud(u - DRIFT * time, v)
  const early = cloud(u - DRIFT * (time - 1), v)
  return late + (early - late) * time
}

function cloud(u: number, v: number): number {
  const height = 1 + v * 2.2
  const shape = clouded((u * 1.9) / height + 3.7, (v * 8.5) / height + 1.3, 4)
  const band = smoothstep(0.02, 0.12, v) * smoothstep(0.62, 0.3, v)
  return smoothstep(0.47, 0.72, shape * (0.72 + 0.36 * band))
}
