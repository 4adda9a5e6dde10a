import type { Ramp, Wish } from './look.ts'

const rgb = (hex: string) => [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Ramp[0]
const ramp = (hexes: string) => hexes.split(' ').map(rgb) as unknown as Ramp

/** Colours from dark to light that a word brings along, and how far the picture goes to them. */
const tones = (hexes: string, tint: number, more: Omit<NonNullable<Wish['colours']>, 'tint'> = {}): Wish => ({
  ramp: ramp(hexes),
  colours: { ...more, tint },
})

const media: Record<string, Wish> = {
  'oil impasto acrylic': { brush: { relief: 0.8, grain: 0.25, stray: 0.5, shape: 'stroke' } },
  'gouache fresco': {
    brush: { relief: 0.2, grain: 0.35, lengthPx: 70, widthPx: 22, stray: 0.3 },
    colours: { saturation: 0.9 },
  },
  'watercolour watercolor aquarelle wash': {
    ramp: ramp('3d4f6b 7890a8 b4c2c8 e2e2da fbf8f0'),
    brush: {
      lengthPx: 150,
      widthPx: 30,
      curl: 0.3,
      whirlPx: 260,
      relief: 0.06,
      rim: 0.2,
      grain: 0.9,
      stray: 0.35,
    },
    colours: { tint: 0.2, saturation: 0.95, contrast: 0.85, lightness: 0.12 },
    detail: 22,
  },
  'ink calligraphy sumi etching engraving woodcut': {
    brush: { lengthPx: 90, widthPx: 20, curl: 0.35, relief: 0.3, grain: 0.3 },
    outline: { colour: rgb('14141c'), amount: 1 },
    drawing: { paper: rgb('f3ead8'), ink: rgb('171824'), wash: 0.08, softness: 46, whiteness: 34 },
  },
  'pencil graphite sketch': {
    isVague: true,
    brush: { lengthPx: 80, widthPx: 16, curl: 0.15, direction: [0.78, -0.62], relief: 0.3, grain: 0.7 },
    outline: { colour: rgb('3c3c42'), amount: 0.75 },
    drawing: { paper: rgb('f4f1ea'), ink: rgb('3a3b42'), wash: 0.12, softness: 130, whiteness: 40 },
  },
  'charcoal coal': {
    brush: { lengthPx: 120, widthPx: 36, curl: 0.25, direction: [0.86, -0.5], relief: 0.3, grain: 1 },
    outline: { colour: rgb('141312'), amount: 0.7 },
    drawing: { paper: rgb('d9cfbf'), ink: rgb('161413'), wash: 0, softness: 170, whiteness: 20 },
  },
  'pastel chalk crayon': {
    brush: { lengthPx: 70, widthPx: 20, curl: 0.25, direction: [0.8, -0.6], relief: 0.3, grain: 1 },
    colours: { saturation: 1.2, lightness: 0.08, contrast: 0.95 },
    drawing: { paper: rgb('2c2838'), ink: rgb('ffffff'), wash: 1, softness: 150, whiteness: -40, isLight: true },
  },
  'mosaic tiles tile byzantine': {
    brush: {
      lengthPx: 10,
      widthPx: 10,
      curl: 0.55,
      whirlPx: 260,
      shape: 'tile',
      relief: 0.6,
      grain: 0.1,
      stray: 0.9,
      layers: 1,
    },
    colours: { saturation: 1.35, contrast: 1.15 },
  },
  'comic cartoon manga pop poster': {
    brush: { lengthPx: 60, widthPx: 24, relief: 0, grain: 0.05, stray: 0.05 },
    colours: { levels: 5, saturation: 1.55, contrast: 1.15 },
    outline: { colour: rgb('100c18'), amount: 1 },
    detail: 16,
  },
  'gogh vincent swirling swirls expressionist': {
    ramp: ramp('081038 17408c 3f86c8 f0b93a fff6b8'),
    brush: { lengthPx: 52, widthPx: 10, curl: 1, whirlPx: 150, relief: 1, stray: 1.3, grain: 0.15, shape: 'stroke' },
    colours: { tint: 0.8, saturation: 1.4, contrast: 1.3 },
    detail: 40,
  },
  'monet impressionist impressionism renoir': {
    ramp: ramp('37406e 6f7fb0 a9a6c8 e6c3b4 fdf0d0'),
    brush: { lengthPx: 26, widthPx: 10, curl: 0.4, relief: 0.6, stray: 1, grain: 0.3, shape: 'dab' },
    colours: { tint: 0.3, contrast: 0.9, lightness: 0.05 },
  },
  'pointillist pointillism seurat dots': {
    brush: { lengthPx: 9, widthPx: 9, shape: 'dab', relief: 0.4, stray: 1.6, grain: 0.2, layers: 2 },
    colours: { saturation: 1.4 },
  },
  'turner romantic misty mist fog foggy': {
    ramp: ramp('5b5348 94806a c9ac7e ecd7a4 fdf5dd'),
    brush: { lengthPx: 80, widthPx: 30, curl: 0.8, whirlPx: 320, relief: 0.45, grain: 0.3 },
    colours: { tint: 0.4, contrast: 0.75, lightness: 0.1 },
    detail: 50,
  },
  'hokusai japanese ukiyo woodblock': {
    ramp: ramp('142850 2c5784 7fa6b0 dcc9a0 f6ecd4'),
    brush: { lengthPx: 110, widthPx: 22, curl: 0.5, relief: 0.08, grain: 0.6, stray: 0.2 },
    outline: { colour: rgb('14203c'), amount: 0.85 },
    colours: { tint: 0.6, levels: 6, contrast: 1.1 },
    detail: 22,
  },
  'neon cyberpunk synthwave': {
    ramp: ramp('06031a 2a0a6a b010b8 ff3ea5 7df9ff'),
    brush: { lengthPx: 70, widthPx: 16, direction: [1, 0], curl: 0.1, relief: 0.25, stray: 0.6, grain: 0.1 },
    colours: { tint: 0.9, saturation: 1.5, contrast: 1.25, lightness: -0.1 },
    outline: { colour: rgb('4af4ff'), amount: 0.9 },
  },
  'thick bold rough': { brush: { lengthPx: 76, widthPx: 21, relief: 1 }, detail: 42 },
  'fine delicate detailed intricate': { brush: { lengthPx: 30, widthPx: 7 }, detail: 18 },
  'abstract cubist': { brush: { lengthPx: 80, widthPx: 46, curl: 0.7, stray: 0.9 }, detail: 90 },
  'soft dreamy gentle': { colours: { contrast: 0.85, lightness: 0.05 }, brush: { relief: 0.25 } },
}

const scenes: Record<string, Wish> = {
  'sunset dusk evening': tones('1d1440 6a2a66 d4495a f79a4a ffeb9e', 0.3, { saturation: 1.25 }),
  'sunrise dawn morning': tones('3d4470 8a78a4 e39c9c fbcf9a fff4d8', 0.45, { lightness: 0.05 }),
  'night midnight': tones('04071c 10204c 2a4a86 7a96c0 f4eebc', 0.65, { lightness: -0.1, contrast: 1.15 }),
  'moon moonlight moonlit': tones('060a1e 1c2c54 4f6a94 a9bcd0 fbfbee', 0.7, { lightness: -0.06 }),
  'winter snow ice frozen snowy': tones('26344e 5c7a9c a3bcd0 dde8ee ffffff', 0.72, {
    lightness: 0.09,
    saturation: 0.7,
  }),
  'autumn fall': tones('2a130c 74300f c0651a e7a83a fbe7a6', 0.7, { saturation: 1.15 }),
  'spring blossom cherry': tones('41304e 7a8c5c d48ea8 f4c2cc fff6ee', 0.6, { lightness: 0.06 }),
  'summer tropical': tones('0b3f56 0f8a8c 5cc3a0 f7d66a fffbe0', 0.5, { saturation: 1.3 }),
  'sea ocean waves water': { brush: { direction: [1, 0], lengthPx: 68 }, colours: { saturation: 1.2 } },
  underwater: tones('021a2c 064b62 0f8c94 5fd0bc dffbe6', 0.8),
  'forest jungle woods tree trees': {
    ...tones('0c1a10 22482a 5c8038 b3b254 f3eda6', 0.6),
    brush: { direction: [0.34, 0.94], curl: 0.35, lengthPx: 44 },
  },
  'fire flames burning lava volcano': {
    ...tones('140404 6a0c08 d4300c ff8f1c fff0a0', 0.85, { contrast: 1.2 }),
    brush: { direction: [0.3, -0.95], curl: 0.6 },
  },
  'city street buildings': { brush: { direction: [0, 1], curl: 0.05, lengthPx: 52, widthPx: 15 }, detail: 34 },
  'desert sand dunes': tones('3a1d18 8c4a2c cf8a4e ecc488 fdf1d2', 0.7),
  'mountain mountains alps': tones('1b2740 46607c 8fa2a8 d4cfc2 fcf9f2', 0.5),
  'storm stormy rain thunder': {
    ...tones('0c1318 2c3c48 60757e a4b3b4 eef2ec', 0.7, { contrast: 1.2, saturation: 0.7 }),
    brush: { direction: [0.5, 0.86], lengthPx: 72 },
  },
  'space galaxy cosmic nebula stars': {
    ...tones('05030f 26105a 70299c e86aa4 fff0dc', 0.7, { contrast: 1.25, lightness: -0.05 }),
    brush: { curl: 0.9, whirlPx: 240 },
  },
  'garden meadow flowers field': {
    ...tones('16301c 4a7a34 a4b44c f0a4a8 fff4dc', 0.5, { saturation: 1.25 }),
    brush: { lengthPx: 24, widthPx: 10, direction: [0.5, 0.86], stray: 1 },
  },
}

const colours: Record<string, Wish> = {
  'red crimson scarlet': tones('20060a 6e0e1a c4202c f07a64 ffe8d8', 0.7),
  'orange copper rust': tones('261006 7a3208 d86a14 f9ae56 fff0d4', 0.7),
  'yellow lemon': tones('2c2408 7c6410 d2ac18 f8dc50 fffbd6', 0.7),
  'golden gold amber': tones('24140a 6b3f10 bd8420 efc65a fff6d0', 0.55, { saturation: 1.15 }),
  'green emerald': tones('06180e 10502e 2f9256 92cc86 f2fbdc', 0.7),
  'turquoise teal cyan': tones('04202a 0a5a66 1fa3a4 86dcd0 f2fffa', 0.7),
  'blue azure cobalt': tones('060c2c 123a8c 2f78cc 8cc0ec f2f9ff', 0.72),
  'purple violet lilac': tones('140828 46207c 8a4cbc cc9ce0 faf0ff', 0.72),
  'pink rose magenta': tones('2c0a20 8c2460 dc5c94 f8aec4 fff2f2', 0.7),
  white: tones('4c5056 8c9298 bcc2c6 e4e8ea ffffff', 0.7, { lightness: 0.14, saturation: 0.5 }),
  'black dark noir': tones('000000 16161a 45454c 98989c f4f4f0', 0.8, {
    lightness: -0.1,
    contrast: 1.25,
    saturation: 0.4,
  }),
  'grey gray monochrome': tones('101010 444444 888888 c4c4c4 fafafa', 1, { saturation: 0 }),
  'sepia vintage antique': tones('20140a 5c4024 9c7a50 d4bc90 f8eed6', 0.9),
  'colourful colorful vivid vibrant psychedelic rainbow': {
    colours: { saturation: 1.9, contrast: 1.15 },
    brush: { stray: 1.1 },
  },
}

/** Everything that the preview understands. */
export const words: ReadonlyMap<string, Wish> = new Map(
  [media, scenes, colours].flatMap((table) =>
    Object.entries(table).flatMap(([names, wish]) => names.split(' ').map((name) => [name, wish] as const)),
  ),
)

const fillers = new Set(
  'drawing a an the of at in on to and or with by from for as is it its this that painting picture image photo style art brush strokes stroke very highly'.split(
    ' ',
  ),
)

/** Whether a word says nothing about how a picture looks. */
export function isFiller(word: string): boolean {
  return fillers.has(word)
}
