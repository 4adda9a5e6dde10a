/** Smooth noise, 0 to 1, the same at every run. */
export function noise(x: number, y: number): number {
  const [i, j] = [Math.floor(x), Math.floor(y)]
  const [u, v] = [ease(x - i), ease(y - j)]
  const top = hash(i, j) + (hash(i + 1, j) - hash(i, j)) * u
  const bottom = hash(i, j + 1) + (hash(i + 1, j + 1) - hash(i, j + 1)) * u
  return top + (bottom - top) * v
}

/** Noise with ever finer noise on top, 0 to 1. */
export function clouded(x: number, y: number, octaves: number): number {
  let [sum, weight, scale] = [0, 0.5, 1]
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise(x * scale + octave * 17.3, y * scale - octave * 9.1)
    weight *= 0.5
    scale *= 2.03
  }
  return sum / (1 - 0.5 ** octaves)
}

const ease = (t: number) => t * t * (3 - 2 * t)

function hash(i: number, j: number): number {
  let h = Math.imul(i, 374761393) ^ Math.imul(j, 668265263)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}
