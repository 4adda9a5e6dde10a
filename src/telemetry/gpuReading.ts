/** How a graphics card is right now. What it does not tell is left out. */
export type GpuReading = {
  readonly name: string
  /** Share of the last moments in which it computed, 0 to 1. */
  readonly use?: number | undefined
  readonly temperatureC?: number | undefined
  readonly memoryUsedBytes?: number | undefined
  readonly memoryTotalBytes?: number | undefined
  readonly powerW?: number | undefined
}

/** What `nvidia-smi` is asked for, in the order of the columns. */
export const NVIDIA_QUERY = [
  '--query-gpu=name,utilization.gpu,temperature.gpu,memory.used,memory.total,power.draw',
  '--format=csv,noheader,nounits',
]

const MIB = 2 ** 20

/** The cards in an answer of `nvidia-smi` to `NVIDIA_QUERY`. Columns that a card does not have say `[N/A]`. */
export function parseNvidia(csv: string): GpuReading[] {
  return csv.split('\n').flatMap((line) => {
    const cells = line.split(',').map((cell) => cell.trim())
    const [name, percent, temperatureC, usedMib, totalMib, powerW] = cells
    if (cells.length < 6 || !name) return []
    return [
      {
        name: name.slice(0, 200),
        ...numberAs('use', percent, 1 / 100),
        ...numberAs('temperatureC', temperatureC),
        ...numberAs('memoryUsedBytes', usedMib, MIB),
        ...numberAs('memoryTotalBytes', totalMib, MIB),
        ...numberAs('powerW', powerW),
      },
    ]
  })
}

/** The files in which the kernel's driver of AMD tells how a card is, and what turns their numbers into ours. */
const AMD_FILES = {
  use: ['gpu_busy_percent', 1 / 100],
  temperatureC: ['hwmon/temp1_input', 1 / 1000],
  memoryUsedBytes: ['mem_info_vram_used', 1],
  memoryTotalBytes: ['mem_info_vram_total', 1],
  powerW: ['hwmon/power1_average', 1e-6],
} as const

/**
 * A card as the kernel tells it.
 * @param textOf a file below the card's folder, with `hwmon/` for the one folder of sensors; undefined if it has none
 */
export function parseAmd(name: string, textOf: (file: string) => string | undefined): GpuReading {
  const entries = Object.entries(AMD_FILES).map(([key, [file, factor]]) => numberAs(key, textOf(file), factor))
  return Object.assign({ name }, ...entries)
}

function numberAs<K extends string>(key: K, text: string | undefined, factor = 1): Partial<Record<K, number>> {
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(number) || number < 0) return {}
  const value = key === 'use' ? Math.min(1, number * factor) : number * factor
  // the field is named by its caller, which the compiler cannot see through a computed key
  return { [key]: value } as Record<K, number>
}
