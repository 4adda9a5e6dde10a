import { textHash } from './hash.ts'
import type { Look, Ramp, Wish } from './look.ts'
import { isFiller, words } from './words.ts'

/** The look of a prompt: known words in the order of appearance, each unknown one a small shift of its own. */
export function lookOf(prompt: string): Look {
  let look = plain
  let ramps = 0
  for (const word of prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (isFiller(word)) continue
    const wish = words.get(word)
    if (!wish) look = shifted(look, textHash(word))
    else if (!(wish.isVague && look.drawing)) look = granted(look, wish, wish.ramp ? ++ramps : ramps)
  }
  return look
}

const plain: Look = {
  colours: {
    ramp: [
      [24, 26, 38],
      [72, 70, 84],
      [150, 128, 112],
      [214, 190, 156],
      [252, 244, 224],
    ],
    tint: 0.15,
    saturation: 1.15,
    contrast: 1.06,
    lightness: 0,
    turn: 0,
    levels: 0,
  },
  brush: {
    lengthPx: 58,
    widthPx: 15,
    curl: 0.3,
    whirlPx: 190,
    direction: [1, 0],
    shape: 'stroke',
    relief: 0.5,
    rim: 0,
    grain: 0.2,
    stray: 0.4,
    layers: 3,
  },
  outline: { colour: [20, 16, 24], amount: 0 },
  drawing: undefined,
  detail: 34,
}

function granted(look: Look, wish: Wish, ramps: number): Look {
  const { ramp, tint } = look.colours
  const colours = { ...look.colours, ...wish.colours }
  return {
    colours: {
      ...colours,
      ramp: wish.ramp ? mixedRamp(ramp, wish.ramp, ramps === 1 ? 1 : 0.3) : ramp,
      tint: Math.max(tint, wish.colours?.tint ?? 0),
    },
    brush: { ...look.brush, ...wish.brush },
    outline: wish.outline ?? look.outline,
    drawing: wish.drawing ?? look.drawing,
    detail: wish.detail ?? look.detail,
  }
}

function mixedRamp(from: Ramp, to: Ramp, share: number): Ramp {
  return from.map((colour, i) => colour.map((v, k) => v + (to[i][k] - v) * share)) as unknown as Ramp
}

function shifted(look: Look, hash: number): Look {
  const part = (shift: number) => ((hash >>> shift) & 255) / 127.5 - 1
  const { colours, brush } = look
  return {
    ...look,
    colours: { ...colours, turn: colours.turn + part(0) * 0.05, saturation: colours.saturation * (1 + part(8) * 0.12) },
    brush: {
      ...brush,
      widthPx: Math.min(40, Math.max(5, brush.widthPx * (1 + part(16) * 0.2))),
      curl: Math.min(1, Math.max(0, brush.curl + part(24) * 0.15)),
    },
  }
}
