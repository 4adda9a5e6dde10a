/** A well-mixed 32-bit number from another one; the same on every machine. */
export function mixed(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A 32-bit number from a text (FNV-1a, mixed). */
export function textHash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mixed(h)
}

/** A stream of numbers that depends on its seed alone. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = mixed(seed)
  }

  /** 0 to 1, 1 excluded. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return mixed(this.#state) / 2 ** 32
  }

  /** -1 to 1. */
  signed(): number {
    return this.next() * 2 - 1
  }
}

/** Smooth noise over the plane, -1 to 1, with one bump per unit. Only adds and multiplies, so it agrees everywhere. */
export function noise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const fx = smooth(x - x0)
  const fy = smooth(y - y0)
  const top = corner(x0, y0, seed) * (1 - fx) + corner(x0 + 1, y0, seed) * fx
  const bottom = corner(x0, y0 + 1, seed) * (1 - fx) + corner(x0 + 1, y0 + 1, seed) * fx
  return top * (1 - fy) + bottom * fy
}

function corner(x: number, y: number, seed: number): number {
  return mixed(Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ seed) / 2 ** 31 - 1
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t)
}
