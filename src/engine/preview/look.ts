/** 8-bit sRGB. */
export type Rgb = readonly [r: number, g: number, b: number]

/** Five colours from the darkest to the lightest tone. */
export type Ramp = readonly [Rgb, Rgb, Rgb, Rgb, Rgb]

/** What happens to the colours of the picture. */
export type Colours = {
  readonly ramp: Ramp
  /** How far colours go to the ramp: 0 keeps them, 1 leaves the ramp alone. */
  readonly tint: number
  readonly saturation: number
  readonly contrast: number
  /** Added to the lightness, -1 to 1. */
  readonly lightness: number
  /** Turn of all hues, 0 to 1 is once around. */
  readonly turn: number
  /** Tones that are left, 0 for all. */
  readonly levels: number
}

/** What the picture is painted with. Lengths are pixels in a picture whose longest side is 1024. */
export type Brush = {
  readonly lengthPx: number
  readonly widthPx: number
  /** 0 follows `direction`, 1 the whirls of the seed. */
  readonly curl: number
  /** Size of the whirls. */
  readonly whirlPx: number
  readonly direction: readonly [x: number, y: number]
  readonly shape: 'stroke' | 'dab' | 'tile'
  /** Depth of the paint, as light on it, 0 to 1. */
  readonly relief: number
  /** Dark rim of pigment around a stroke, 0 to 1. */
  readonly rim: number
  /** Roughness of canvas or paper, 0 to 1. */
  readonly grain: number
  /** How far the colour of one stroke strays from the picture, 0 to 1. */
  readonly stray: number
  /** Number of layers, from the coarsest; each has half the brush. */
  readonly layers: 1 | 2 | 3
}

/** Lines where the picture has edges. */
export type Outline = {
  readonly colour: Rgb
  /** 0 none, 1 strong. */
  readonly amount: number
}

/** Lines on paper instead of paint. */
export type Drawing = {
  readonly paper: Rgb
  readonly ink: Rgb
  /** 0 draws with the ink, 1 with the colours of the picture. */
  readonly wash: number
  /** Softness of a line's edge in tones, 1 to 255. */
  readonly softness: number
  /** Added to the tones: the higher, the fewer lines. */
  readonly whiteness: number
  /** Chalk on dark paper: the lighter, the more lines. */
  readonly isLight?: boolean
}

/** A prompt, understood as far as a filter can. */
export type Look = {
  readonly colours: Colours
  readonly brush: Brush
  readonly outline: Outline
  readonly drawing: Drawing | undefined
  /** Smallest difference of colour that a finer brush goes after, in 8-bit tones. */
  readonly detail: number
}

/** What one word asks for; what it does not mention stays as it was. */
export type Wish = {
  readonly ramp?: Ramp
  readonly colours?: Partial<Omit<Colours, 'ramp'>>
  readonly brush?: Partial<Brush>
  readonly outline?: Outline
  readonly drawing?: Drawing
  readonly detail?: number
  /** Left out where an earlier word has already chosen what to draw with. */
  readonly isVague?: boolean
}
