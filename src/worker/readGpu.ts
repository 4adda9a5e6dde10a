import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type GpuReading, NVIDIA_QUERY, parseAmd, parseNvidia } from '#telemetry/gpuReading.ts'

export type ReadGpuOptions = {
  /** Number of the card among those of its kind. */
  readonly device: number
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Another program in the place of `nvidia-smi`. */
  readonly command?: string
  /** Where the kernel tells its graphics cards. */
  readonly sysfs?: string
  /** Longest time that the program may take, in ms. */
  readonly withinMs?: number
}

/** Asks the driver how the card is that this process computes on; undefined where no card tells. */
export async function readGpu(options: ReadGpuOptions): Promise<GpuReading | undefined> {
  return (await readNvidia(options)) ?? (await readAmd(options))
}

async function readNvidia(options: ReadGpuOptions): Promise<GpuReading | undefined> {
  const { command = 'nvidia-smi', withinMs = 2000 } = options
  const args = [`--id=${visibleDevice(options)}`, ...NVIDIA_QUERY]
  const limits = { timeout: withinMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 } as const
  // without the program, or without a card that answers in time, there is nothing to tell
  const said = await promisify(execFile)(command, args, limits).catch(() => ({ stdout: '' }))
  return parseNvidia(said.stdout)[0]
}

/** The card as the driver counts: a process that may see only some of them counts those. */
export function visibleDevice({ device, environment = process.env }: ReadGpuOptions): string {
  const visible = environment.CUDA_VISIBLE_DEVICES?.split(',').map((word) => word.trim())
  return visible?.[device] || String(device)
}

const AMD_VENDOR = '0x1002'

async function readAmd({ device, sysfs = '/sys/class/drm' }: ReadGpuOptions): Promise<GpuReading | undefined> {
  const names = await readdir(sysfs).catch(() => [])
  const cards = names.filter((name) => /^card\d+$/.test(name)).sort()
  const vendors = await Promise.all(cards.map((card) => textOf(join(sysfs, card, 'device', 'vendor'))))
  const card = cards.filter((_, i) => vendors[i]?.trim() === AMD_VENDOR)[device]
  if (card === undefined) return undefined
  const folder = join(sysfs, card, 'device')
  const [sensors] = await readdir(join(folder, 'hwmon')).catch(() => [])
  const files = ['gpu_busy_percent', 'mem_info_vram_used', 'mem_info_vram_total']
  const sensorFiles = ['temp1_input', 'power1_average']
  const texts = new Map<string, string | undefined>()
  for (const file of files) texts.set(file, await textOf(join(folder, file)))
  for (const file of sensorFiles) {
    texts.set(`hwmon/${file}`, sensors === undefined ? undefined : await textOf(join(folder, 'hwmon', sensors, file)))
  }
  const name = (await textOf(join(folder, 'product_name')))?.trim()
  return parseAmd(name || `AMD ${card}`, (file) => texts.get(file))
}

/** Not every card has every file. */
function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
