import { type Colour, lit, mix } from './colour.ts'
import { air, SUN } from './sky.ts'

type Wave = {
  /** Steepness; direction and size as wave numbers to the right and away; turns per loop; where it starts. */
  readonly slope: number
  readonly kx: number
  readonly kz: number
  readonly turns: number
  readonly phase: number
}

// a swell, waves and ripples; whole turns per loop, so that the last picture meets the first
const WAVES: readonly Wave[] = [
  { slope: 0.06, kx: 0.25, kz: 1.7, turns: 1, phase: 5.1 },
  { slope: 0.06, kx: -0.55, kz: 2.8, turns: 1, phase: 2.1 },
  { slope: 0.055, kx: 0.9, kz: 4.6, turns: 2, phase: 4.4 },
  { slope: 0.05, kx: -2.9, kz: 6.7, turns: 2, phase: 1.2 },
  { slope: 0.045, kx: 1.3, kz: 9.9, turns: 2, phase: 5.5 },
  { slope: 0.045, kx: 5.9, kz: 12.3, turns: 3, phase: 0.4 },
  { slope: 0.04, kx: -3.7, kz: 18.1, turns: 3, phase: 3.3 },
]

const DEEP: Colour = [0.035, 0.09, 0.16]
const GLITTER: Colour = [1, 0.76, 0.42]

/**
 * The sea at a place below the horizon: it mirrors the evening where it is flat, shows its depth where it is steep.
 * @param down  how far below the horizon, in heights of the picture, above 0
 * @param pixel height of a pixel: waves too small to be seen at their distance become roughness
 */
export function sea(u: number, down: number, pixel: number, time: number): Colour {
  const away = 1 / down
  const { across, along, roughness } = slopes((u - 0.9) * away, away, pixel * away * away, time)
  // never quite flat, so that the mirrored horizon has no hard edge in the water
  const elevation = Math.hypot(down * 0.9 + 2 * along, 0.05) - 0.02
  const mirrored = air(u + across * 0.5, elevation * 0.8)
  const facing = Math.max(0, 1 - 2.1 * (down * 0.55 + along + 0.06))
  const water = mix(DEEP, mirrored, 0.22 + 0.68 * facing ** 2)
  return lit(water, GLITTER, glitter(u + across * 0.75, elevation, roughness, down))
}

function slopes(x: number, z: number, blur: number, time: number) {
  let [across, along, roughness] = [0, 0, 0]
  for (const { slope, kx, kz, turns, phase } of WAVES) {
    const angle = kx * x + kz * z + 2 * Math.PI * turns * time + phase
    // crests are narrower than troughs
    const shape = Math.cos(angle + 0.45 * Math.sin(angle))
    const seen = Math.exp(-((kz * blur) ** 2) * 1.6)
    const k = Math.hypot(kx, kz)
    across += (slope * kx * shape * seen) / k
    along += (slope * kz * shape * seen) / k
    roughness += slope * slope * (1 - seen)
  }
  return { across, along, roughness }
}

/** The sun in the water, drawn out into a path by everything that is too small to be seen. */
function glitter(u: number, elevation: number, roughness: number, down: number): number {
  const width = 0.0016 + roughness * 0.25 + down * 0.006
  const height = 0.004 + roughness * 4
  const near = (u - SUN.u) ** 2 / width + (elevation - SUN.v) ** 2 / height
  const path = Math.exp(-((u - SUN.u) ** 2) / (0.02 + down * 0.06))
  return 1.25 * Math.exp(-near) + 0.16 * path
}
