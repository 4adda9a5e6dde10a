import type { AskDriver } from '#source/cameraV4l2.ts'

/** What a driver answers for one format: sizes with their intervals, or one size with steps. */
export type RecordedFormat = {
  readonly fourcc: string
  readonly sizes: readonly { readonly size: readonly [number, number]; readonly fps: readonly number[] }[]
  /** Instead of `sizes`: smallest and largest, and the lowest and highest rate. */
  readonly steps?: {
    readonly from: readonly [number, number]
    readonly to: readonly [number, number]
    fps: readonly [number, number]
  }
}

export type RecordedDevice = {
  readonly capabilities?: number
  readonly formats: readonly RecordedFormat[]
  readonly isInUse?: boolean
}

const CAPTURE_AND_STREAMING = 0x04000001

/** The driver of a device, as the kernel's programming interface describes it: fills in structures byte by byte. */
export function recordedDriver({ capabilities = CAPTURE_AND_STREAMING, formats, isInUse }: RecordedDevice): AskDriver {
  const formatOf = (fourcc: number) => formats.find((format) => codeOf(format.fourcc) === fourcc)
  const answers: Record<number, (at: DataView) => boolean> = {
    2154321408: (at) => put(at, [84, 0x84a00001], [88, (capabilities | 0x80000000) >>> 0]),
    3222558216: () => !isInUse,
    3225441794: (at) => {
      const format = formats[get(at, 0)]
      return format !== undefined && put(at, [44, codeOf(format.fourcc)])
    },
    3224131146(at) {
      const { steps, sizes = [] } = formatOf(get(at, 4)) ?? {}
      if (steps) return put(at, [8, 3], [12, steps.from[0]], [16, steps.to[0]], [24, steps.from[1]], [28, steps.to[1]])
      const found = sizes[get(at, 0)]
      return found !== undefined && put(at, [8, 1], [12, found.size[0]], [16, found.size[1]])
    },
    3224655435(at) {
      const { steps, sizes = [] } = formatOf(get(at, 4)) ?? {}
      // the shortest interval first: 1/highest, then the longest
      if (steps) return put(at, [16, 2], [20, 1], [24, steps.fps[1]], [28, 1], [32, steps.fps[0]])
      const fps = sizes.find(({ size }) => size[0] === get(at, 8) && size[1] === get(at, 12))?.fps[get(at, 0)]
      return fps !== undefined && put(at, [16, 1], [20, 1_000_000], [24, Math.round(fps * 1_000_000)])
    },
  }
  return async (request, argument) => answers[request]?.(new DataView(argument.buffer)) ?? false
}

function put(at: DataView, ...values: readonly (readonly [offset: number, value: number])[]): true {
  for (const [offset, value] of values) at.setUint32(offset, value, true)
  return true
}

function get(at: DataView, offset: number): number {
  return at.getUint32(offset, true)
}

function codeOf(fourcc: string): number {
  return Buffer.from(fourcc.padEnd(4)).readUInt32LE(0)
}

/** A common webcam: JPEGs up to full HD, pixels only small or slow, and a stream. */
export const WEBCAM: RecordedDevice = {
  formats: [
    {
      fourcc: 'YUYV',
      sizes: [
        { size: [640, 480], fps: [30, 15] },
        { size: [1920, 1080], fps: [5] },
      ],
    },
    {
      fourcc: 'MJPG',
      sizes: [
        { size: [640, 480], fps: [60, 30, 15] },
        { size: [1280, 720], fps: [60, 30] },
        { size: [1920, 1080], fps: [30, 24] },
      ],
    },
    { fourcc: 'H264', sizes: [{ size: [1920, 1080], fps: [30] }] },
  ],
}

/** A capture card without JPEGs, with American rates. */
export const CAPTURE_CARD: RecordedDevice = {
  formats: [
    { fourcc: 'NV12', sizes: [{ size: [1920, 1080], fps: [59.94006, 29.97003, 25] }] },
    { fourcc: 'YUYV', sizes: [{ size: [1920, 1080], fps: [29.97003, 25] }] },
  ],
}

/** A loopback device that scales. */
export const SCALER: RecordedDevice = {
  formats: [{ fourcc: 'YU12', sizes: [], steps: { from: [2, 2], to: [8192, 4320], fps: [1, 1000] } }],
}
