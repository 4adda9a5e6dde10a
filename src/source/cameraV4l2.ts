import { type CameraFormat, type CameraMode, kindOf, modeOf, type Rates } from './cameraFormat.ts'

/**
 * Asks the driver of a video device: fills in `argument` as the request says.
 * @returns whether the driver has answered; false is how a list ends
 */
export type AskDriver = (request: number, argument: Uint8Array<ArrayBuffer>) => Promise<boolean>

/** What a driver tells about its device. */
export type V4l2Answer = {
  /** Nodes of a camera that carry metadata, encoders and outputs deliver none. */
  readonly deliversPictures: boolean
  readonly formats: readonly CameraFormat[]
}

/** Drivers whose lists do not end are broken; no camera comes near these. */
const MAX_ENTRIES = 200

/**
 * The formats, sizes and rates that a video device offers.
 * @see Linux Media Infrastructure API, VIDIOC_ENUM_FMT, VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMEINTERVALS
 */
export async function askV4l2(ask: AskDriver): Promise<V4l2Answer> {
  const capability = fieldsOf(104)
  if (!(await ask(QUERY_CAPABILITIES, capability.bytes))) return { deliversPictures: false, formats: [] }
  const capabilities = ofThisNode(capability.u32(84), capability.u32(88))
  if ((capabilities & VIDEO_CAPTURE) === 0) return { deliversPictures: false, formats: [] }
  const formats: CameraFormat[] = []
  for await (const entry of listed(ask, ENUM_FORMATS, 64, [[4, VIDEO_CAPTURE]])) {
    const fourcc = entry.u32(44)
    formats.push(formatOf(fourcc, await modesOf(ask, fourcc)))
  }
  return { deliversPictures: true, formats: together(formats) }
}

/** Whether another program is using the device, as far as its driver tells. */
export async function isBusy(ask: AskDriver): Promise<boolean> {
  const capability = fieldsOf(104)
  if (!(await ask(QUERY_CAPABILITIES, capability.bytes))) return false
  if ((ofThisNode(capability.u32(84), capability.u32(88)) & STREAMING) === 0) return false
  // asks for no buffers at all, which changes nothing, and which is refused while they belong to somebody
  return !(await ask(REQUEST_BUFFERS, fieldsOf(20, [4, VIDEO_CAPTURE], [8, MEMORY_MMAP]).bytes))
}

// _IOR('V', 0, 104), _IOWR('V', 2, 64), _IOWR('V', 8, 20), _IOWR('V', 74, 44), _IOWR('V', 75, 52)
const QUERY_CAPABILITIES = 0x80685600
const ENUM_FORMATS = 0xc0405602
const REQUEST_BUFFERS = 0xc0145608
const ENUM_SIZES = 0xc02c564a
const ENUM_INTERVALS = 0xc034564b

const VIDEO_CAPTURE = 1
const MEMORY_MMAP = 1
const STREAMING = 0x04000000
const DEVICE_CAPS = 0x80000000
const DISCRETE = 1

type Fields = { readonly bytes: Uint8Array<ArrayBuffer>; u32(offset: number): number }

/** A structure of the kernel: zeroes, but for some 32-bit fields. All machines that we run on are little-endian. */
function fieldsOf(size: number, ...values: readonly (readonly [offset: number, value: number])[]): Fields {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  for (const [offset, value] of values) view.setUint32(offset, value, true)
  return { bytes, u32: (offset) => view.getUint32(offset, true) }
}

// a camera has several nodes: `capabilities` are those of all of them, unless the driver is an old one
function ofThisNode(capabilities: number, deviceCapabilities: number): number {
  return (capabilities & DEVICE_CAPS) === 0 ? capabilities : deviceCapabilities
}

/** The entries of one of the driver's lists; all their structures begin with the place in the list. */
async function* listed(
  ask: AskDriver,
  request: number,
  size: number,
  values: readonly (readonly [number, number])[],
): AsyncGenerator<Fields> {
  for (let i = 0; i < MAX_ENTRIES; i++) {
    const entry = fieldsOf(size, [0, i], ...values)
    if (!(await ask(request, entry.bytes))) return
    yield entry
  }
}

async function modesOf(ask: AskDriver, fourcc: number): Promise<CameraMode[]> {
  const modes: CameraMode[] = []
  for await (const entry of listed(ask, ENUM_SIZES, 44, [[4, fourcc]])) {
    const at = (offset: number) => entry.u32(offset)
    if (at(8) === DISCRETE) {
      const size = { widthPx: at(12), heightPx: at(16) }
      modes.push(modeOf(size, await ratesOf(ask, fourcc, size.widthPx, size.heightPx)))
      continue
    }
    const smallest = { widthPx: at(12), heightPx: at(24) }
    const largest = { widthPx: at(16), heightPx: at(28) }
    const rates = await ratesOf(ask, fourcc, largest.widthPx, largest.heightPx)
    // sizes with steps are one entry, which would be repeated for ever
    return [...modes, { smallest, largest, rates }]
  }
  return modes
}

async function ratesOf(ask: AskDriver, fourcc: number, widthPx: number, heightPx: number): Promise<Rates[]> {
  const rates: Rates[] = []
  const asked = [
    [4, fourcc],
    [8, widthPx],
    [12, heightPx],
  ] as const
  for await (const entry of listed(ask, ENUM_INTERVALS, 52, asked)) {
    // an interval is a fraction of seconds, so the longest one is the lowest rate
    const rateAt = (offset: number) => entry.u32(offset + 4) / entry.u32(offset)
    if (entry.u32(16) !== DISCRETE) return [...rates, ...usable(rateAt(28), rateAt(20))]
    rates.push(...usable(rateAt(20), rateAt(20)))
  }
  return rates
}

function usable(minFps: number, maxFps: number): Rates[] {
  return Number.isFinite(maxFps) && maxFps > 0 ? [{ minFps: Number.isFinite(minFps) ? minFps : 0, maxFps }] : []
}

/** Names of ffmpeg for those codes of the kernel that cameras use. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ MJPG: 'mjpeg', JPEG: 'mjpeg', H264: 'h264', AVC1: 'h264', HEVC: 'hevc', H263: 'h263', MPG4: 'mpeg4' },
  ...{ VP80: 'vp8', VP90: 'vp9', YUYV: 'yuyv422', UYVY: 'uyvy422', YVYU: 'yvyu422', '422P': 'yuv422p' },
  ...{ YU12: 'yuv420p', YV12: 'yuv420p', '411P': 'yuv411p', YUV9: 'yuv410p', NV12: 'nv12', NV21: 'nv21' },
  ...{ NV16: 'nv16', NV24: 'nv24', RGB3: 'rgb24', BGR3: 'bgr24', BGR4: 'bgr0', RGB4: '0rgb', XR24: 'bgr0' },
  ...{ BX24: '0rgb', AR24: 'bgra', RGBP: 'rgb565le', RGBO: 'rgb555le', GREY: 'gray', 'Y16 ': 'gray16le' },
  ...{ BA81: 'bayer_bggr8', GBRG: 'bayer_gbrg8', GRBG: 'bayer_grbg8', RGGB: 'bayer_rggb8' },
}

function formatOf(fourcc: number, modes: readonly CameraMode[]): CameraFormat {
  const code = String.fromCharCode(...[0, 8, 16, 24].map((shift) => (fourcc >>> shift) & 0x7f))
  const name =
    NAMES[code] ??
    code
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9_]/g, '_')
  return { name, kind: kindOf(name), modes }
}

/** Two codes of the kernel may be one format for ffmpeg. */
function together(formats: readonly CameraFormat[]): CameraFormat[] {
  const byName = Map.groupBy(formats, ({ name }) => name)
  return [...byName.values()].map((same) => ({ ...same[0], modes: same.flatMap(({ modes }) => modes) }))
}
