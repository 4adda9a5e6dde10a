/** Numbers of SDL 2's headers, by the names they have there. */
export const SDL = {
  INIT_VIDEO: 0x20,
  WINDOW_FULLSCREEN_DESKTOP: 0x1001,
  WINDOW_RESIZABLE: 0x20,
  WINDOW_ALLOW_HIGHDPI: 0x2000,
  /** Plus the number of the screen. */
  WINDOWPOS_CENTERED_DISPLAY: 0x2fff0000,
  RENDERER_SOFTWARE: 1,
  RENDERER_ACCELERATED: 2,
  RENDERER_PRESENTVSYNC: 4,
  /** Bytes in memory: blue, green, red, alpha. */
  PIXELFORMAT_ARGB8888: 0x16362004,
  TEXTUREACCESS_STREAMING: 1,
  BLENDMODE_NONE: 0,
  BLENDMODE_BLEND: 1,
  FLIP_NONE: 0,
  FLIP_HORIZONTAL: 1,
} as const

/** Types of events, and of what happened to a window. */
export const EVENT = {
  QUIT: 0x100,
  DISPLAY: 0x150,
  WINDOW: 0x200,
  KEYDOWN: 0x300,
  RENDER_TARGETS_RESET: 0x2000,
  RENDER_DEVICE_RESET: 0x2001,
  WINDOW_EXPOSED: 3,
  WINDOW_SIZE_CHANGED: 6,
} as const

/** The largest event, in bytes. */
export const EVENT_BYTES = 64
